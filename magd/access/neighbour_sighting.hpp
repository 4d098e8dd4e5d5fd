#pragma once

#include <optional>

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// A client that speaks of addresses.
struct NeighbourSighting {
    base::MacAddress mac; ///< the frame's source
    base::Ipv6 source;    ///< its address; `::` while it asks whether another host has the one that it wants
    base::Ipv6 wanted{};  ///< that one; `::` of all that ask or say anything else
    bool operator==(const NeighbourSighting&) const = default;
};

/// Takes the client out of a router or neighbour solicitation or a neighbour advertisement (RFC 4861) in an
/// untagged Ethernet frame. Nothing if the frame is anything else, was forwarded from elsewhere, or has a
/// wrong checksum; what else it asks or says does not matter.
[[nodiscard]] std::optional<NeighbourSighting> decode_neighbour_sighting(base::ByteView frame);

} // namespace magd::access
