#pragma once

#include <linux/rtnetlink.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// A route with at most one next hop.
struct Route {
    std::uint32_t table = RT_TABLE_MAIN;
    base::Prefix destination; ///< network bits only; tells the family
    base::IfIndex out{};      ///< 0 for types that need none, such as RTN_BLACKHOLE
    std::optional<base::Address> gateway = std::nullopt; ///< of the destination's family
    bool onlink = false;                                 ///< the gateway is behind `out`, whatever routes say
    std::uint8_t protocol = RTPROT_STATIC;               ///< who made it: marks one's own
    std::uint8_t scope = RT_SCOPE_LINK; ///< RT_SCOPE_UNIVERSE with a gateway; IPv6 lists no other
    std::uint8_t type = RTN_UNICAST;
    auto operator<=>(const Route&) const = default;
};

/// Which routes a dump gives; none means any.
struct RouteFilter {
    std::optional<std::uint32_t> table = std::nullopt;
    std::optional<std::uint8_t> protocol = std::nullopt;
};

/// EEXIST: the table has a route to this destination. ENETDOWN: the interface is not up.
[[nodiscard]] Request add_route(const Route& route);
/// Puts it in the place of the table's route to this destination, whoever made that, or adds it.
[[nodiscard]] Request replace_route(const Route& route);
/// Removes the one that equals it in everything. ESRCH: there is none.
[[nodiscard]] Request remove_route(const Route& route);

/// Reads RTM_NEWROUTE and RTM_DELROUTE of IPv4 and IPv6; nothing for routes with several next hops.
[[nodiscard]] std::optional<Route> parse_route(const Message& message);
/// Those of IPv4, then those of IPv6. A table that does not exist is an empty one.
[[nodiscard]] base::Result<std::vector<Route>> dump_routes(Socket& socket, const RouteFilter& filter);

} // namespace nlink
