#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// A permanent neighbour entry of either family; with `proxy`, an address the kernel answers ARP or
/// neighbour solicitations for on this interface instead.
struct Neighbour {
    base::Address address;
    base::IfIndex interface{};
    std::optional<base::MacAddress> mac = std::nullopt; ///< none for a proxy entry
    bool proxy = false;
    bool router = false;       ///< of a proxy entry: neighbour advertisements say that it is a router
    std::uint8_t protocol = 0; ///< who made it, an RTPROT_ number: marks one's own
    auto operator<=>(const Neighbour&) const = default;
};

/// EEXIST: there is an entry for this address, be it one the kernel learnt by itself. The kernel
/// keeps one proxy entry per address and interface, and takes a second request for it as done.
[[nodiscard]] Request add_neighbour(const Neighbour& neighbour);
/// Puts it in the place of what entry there is, learnt or permanent, or adds it.
[[nodiscard]] Request replace_neighbour(const Neighbour& neighbour);
/// ENOENT: there is none.
[[nodiscard]] Request remove_neighbour(const Neighbour& neighbour);

/// Reads RTM_NEWNEIGH and RTM_DELNEIGH of IPv4 and IPv6; nothing for entries the kernel learnt.
[[nodiscard]] std::optional<Neighbour> parse_neighbour(const Message& message);
/// The same in any state: an entry that is deleted is first said to have failed.
[[nodiscard]] std::optional<Neighbour> parse_any_neighbour(const Message& message);
/// Permanent entries first, then the proxy ones; of each, IPv4 first.
[[nodiscard]] base::Result<std::vector<Neighbour>> dump_neighbours(Socket& socket);
/// The proxy ones alone, which are few. The kernel tells nobody when one is added or removed.
[[nodiscard]] base::Result<std::vector<Neighbour>> dump_proxies(Socket& socket);

} // namespace nlink
