#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::access {

/// One Ethernet frame to the DHCP server port, as an access interface received it.
struct DhcpFrame {
    base::Bytes octets;
    bool for_us = true;            ///< false: to another station's MAC, seen in promiscuous mode
    bool checksum_trusted = false; ///< the sender is on this machine and left the UDP checksum to an offload
};

/// The DHCP side of one access interface: a packet socket that sees frames to UDP port 67
/// before the IP layer does. So a client is heard whatever address it has or writes to
/// (its renewals go to the virtual server address), and answered before it has one.
class DhcpPort {
  public:
    /// Needs CAP_NET_RAW. Errors: no such interface, not an Ethernet one, no permission.
    static base::Result<DhcpPort> open(const std::string& interface);

    /// Takes one frame; never blocks. Nothing if there is none, or the interface is down.
    [[nodiscard]] std::optional<DhcpFrame> receive();
    base::Result<void> send(base::ByteView frame);

    [[nodiscard]] int fd() const { return socket_.get(); }
    [[nodiscard]] base::IfIndex index() const { return index_; }
    [[nodiscard]] const base::MacAddress& mac() const { return mac_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    base::Fd socket_;
    std::string name_;
    base::IfIndex index_{};
    base::MacAddress mac_;
};

} // namespace magd::access
