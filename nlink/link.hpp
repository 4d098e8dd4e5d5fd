#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"
#include "nlink/tunnel.hpp"

namespace nlink {

/// Settings of an interface for IPv4 packets, as in /proc/sys/net/ipv4/conf/NAME.
struct Ipv4Conf {
    bool forwarding = false;
    std::uint32_t rp_filter =
        0; ///< 0 off, 1 strict, 2 loose; the kernel uses the larger of this and that of `all`
    auto operator<=>(const Ipv4Conf&) const = default;
};

/// Settings of an interface for IPv6 packets, as in /proc/sys/net/ipv6/conf/NAME.
struct Ipv6Conf {
    bool forwarding = false; ///< a router's interface; packets are forwarded only if that of `all` is on
    auto operator<=>(const Ipv6Conf&) const = default;
};

/// An interface for one VLAN of another interface (IEEE 802.1Q).
struct Vlan {
    base::IfIndex under{}; ///< the other interface, which has the tagged frames
    std::uint16_t id = 0;
    auto operator<=>(const Vlan&) const = default;
};

struct Link {
    base::IfIndex index{};
    std::string name;
    std::string kind; ///< "gre", "veth" and so on; empty for a device without one, such as real hardware
    std::uint32_t mtu = 0;
    bool up = false;                             ///< set up by the administrator; says nothing of a carrier
    base::MacAddress mac;                        ///< all zero where the link-layer address is no EUI-48
    std::uint16_t type = 0;                      ///< ARPHRD_ETHER and so on
    std::optional<Ipv4Conf> ipv4 = std::nullopt; ///< none where IPv4 is off
    std::optional<Ipv6Conf> ipv6 = std::nullopt; ///< none where IPv6 is off
    std::optional<Tunnel> tunnel = std::nullopt; ///< none for a device that is no such tunnel
    std::optional<Vlan> vlan = std::nullopt;     ///< of kind "vlan", its other interface in this namespace
    bool vlan_filtering = false;                 ///< a bridge that tells VLANs apart
    auto operator<=>(const Link&) const = default;
};

/// ENODEV: there is none of that name.
[[nodiscard]] Request remove_link(const std::string& name);
[[nodiscard]] Request set_link_up(base::IfIndex interface);

/// One IPV4_DEVCONF_ number of <linux/ip.h> with its value.
using Ipv4Setting = std::pair<int, std::uint32_t>;
/// Sets /proc/sys/net/ipv4/conf values without a need to write there (CAP_NET_ADMIN is enough).
[[nodiscard]] Request set_ipv4_conf(base::IfIndex interface, std::span<const Ipv4Setting> settings);
/// A device that is then set up gets no link-local address, and so sends nothing of its own.
/// EAFNOSUPPORT: IPv6 is off in this kernel.
[[nodiscard]] Request set_no_ipv6_address(base::IfIndex interface);
/// The longest random delay before the kernel answers for a proxy neighbour; 0 answers at once.
[[nodiscard]] Request set_proxy_delay(base::IfIndex interface, base::Family family,
                                      std::chrono::milliseconds delay);

/// Reads RTM_NEWLINK and RTM_DELLINK.
[[nodiscard]] std::optional<Link> parse_link(const Message& message);
[[nodiscard]] base::Result<std::vector<Link>> dump_links(Socket& socket);
/// Nothing if there is no interface of that name.
[[nodiscard]] base::Result<std::optional<Link>> find_link(Socket& socket, const std::string& name);

} // namespace nlink
