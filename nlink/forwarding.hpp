#pragma once

#include <cstdint>
#include <string>

#include "nlink/base/error.hpp"

namespace nlink {

/// Stands for all interfaces that there are and those to come.
inline const std::string all_interfaces = "all";

/// Settings for IPv6 that netlink shows and has no request for: files in /proc/sys/net/ipv6/conf/INTERFACE.
enum class Ipv6Switch : std::uint8_t {
    /// The kernel forwards IPv6 packets only if this is on for `all`, whatever the interfaces say; turning
    /// that
    /// on makes every interface a router's: it ignores router advertisements from then on (unless its
    /// accept_ra is 2) and forgets default routes learnt by them.
    forwarding,
    /// Proxy neighbours are answered for. A solicitation to the address itself, as a client's that asks
    /// whether its router is still there, is answered only if this is on for `all`.
    neighbour_proxy,
};

/// False also where IPv6 is off.
[[nodiscard]] bool is_on(Ipv6Switch which, const std::string& interface);
/// Writes the file unless it is on: CAP_NET_ADMIN is enough, EROFS means that the service's sandbox keeps
/// /proc/sys read-only.
[[nodiscard]] base::Result<void> turn_on(Ipv6Switch which, const std::string& interface);

} // namespace nlink
