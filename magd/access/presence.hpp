#pragma once

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "magd/access/sighting.hpp"

namespace magd::access {

using Sightings = std::vector<Sighting>;

/// Whether a client may have the address: it is neither a group's nor zero.
[[nodiscard]] constexpr bool individual(const base::MacAddress& mac) {
    return (mac.octets[0] & 1) == 0 && mac != base::MacAddress{};
}

/// What a list of those who are there tells to somebody who knew an older one: who has left, then who
/// has come.
[[nodiscard]] inline Sightings difference(const std::set<base::MacAddress>& before,
                                          const std::set<base::MacAddress>& after) {
    std::vector<base::MacAddress> left, come;
    std::ranges::set_difference(before, after, std::back_inserter(left));
    std::ranges::set_difference(after, before, std::back_inserter(come));
    Sightings out;
    out.reserve(left.size() + come.size());
    for (const auto& mac : left) out.push_back({.mac = mac, .present = false});
    for (const auto& mac : come) out.push_back({.mac = mac});
    return out;
}

} // namespace magd::access
