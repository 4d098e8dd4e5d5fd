#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::access {

/// One Ethernet frame, as an access interface received it.
struct Frame {
    base::Bytes octets;
    bool checksum_trusted = false; ///< the sender is on this machine and left the checksum to an offload
};

/// A packet socket on one access interface: it sees frames before the IP layer does, and sends
/// whole ones. What is not for the interface it does not see: frames to other stations, in promiscuous
/// mode, and frames of VLANs, of which each is the business of the VLAN's interface, if there is one.
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

    /// Binds to the interface that has the name by now, if that is another one than before, and takes over
    /// its address, which may be another one, too. None may have the name: then nothing is received until
    /// one has. After an error it is to be tried again.
    base::Result<void> follow();
    /// Whether the administrator has set the interface up.
    [[nodiscard]] bool up() const;

    [[nodiscard]] int fd() const { return socket_.get(); }
    [[nodiscard]] base::IfIndex index() const { return index_; }
    [[nodiscard]] const base::MacAddress& mac() const { return mac_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  protected:
    PacketPort() = default;
    /// Needs CAP_NET_RAW. Errors: no such interface, not an Ethernet one, no permission.
    base::Result<void> open_for(const Purpose& purpose, const std::string& interface);

  private:
    base::Result<void> go_to(base::IfIndex index);
    base::Result<void> filter(base::IfIndex index);
    base::Result<void> bind(base::IfIndex index);
    base::Result<void> join(base::IfIndex index);

    base::Fd socket_;
    std::string purpose_;
    std::uint16_t ether_type_ = 0;
    std::vector<sock_filter> filter_; ///< the purpose's
    std::optional<base::MacAddress> group_;
    std::string name_;
    base::IfIndex index_{};
    base::MacAddress mac_;
};

} // namespace magd::access
