#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

struct sock_filter;

namespace magd::access {

/// One Ethernet frame, as an access interface received it.
struct Frame {
    base::Bytes octets;
    bool for_us = true;            ///< false: to another station's MAC, seen in promiscuous mode
    bool checksum_trusted = false; ///< the sender is on this machine and left the checksum to an offload
};

/// A packet socket on one access interface: it sees frames before the IP layer does, and sends
/// whole ones.
class PacketPort {
  public:
    /// What the socket is for. The filter is a classic BPF program over the whole frame.
    struct Purpose {
        std::string_view name; ///< for error texts
        std::uint16_t ether_type = 0;
        std::span<const sock_filter> filter;
        std::optional<base::MacAddress> group{}; ///< that the interface is to receive, too
    };

    /// Takes one frame; never blocks. Nothing if there is none, or the interface is down.
    [[nodiscard]] std::optional<Frame> receive();
    base::Result<void> send(base::ByteView frame);

    /// Binds to the interface that has the name by now, if that is another one than before. None may have
    /// it: then nothing is received until one has.
    base::Result<void> follow();

    [[nodiscard]] int fd() const { return socket_.get(); }
    [[nodiscard]] base::IfIndex index() const { return index_; }
    [[nodiscard]] const base::MacAddress& mac() const { return mac_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  protected:
    PacketPort() = default;
    /// Needs CAP_NET_RAW. Errors: no such interface, not an Ethernet one, no permission.
    base::Result<void> open_for(const Purpose& purpose, const std::string& interface);

  private:
    base::Result<void> find_interface(const std::string& interface);
    base::Result<void> bind();
    base::Result<void> join();

    base::Fd socket_;
    std::string purpose_;
    std::uint16_t ether_type_ = 0;
    std::optional<base::MacAddress> group_;
    std::string name_;
    base::IfIndex index_{};
    base::MacAddress mac_;
};

} // namespace magd::access
