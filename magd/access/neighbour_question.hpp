#pragma once

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Whether a client that has an IPv6 address is on the link still.
struct NeighbourQuestion {
    base::MacAddress gateway; ///< the access interface's
    base::Ipv6 router;        ///< the client's default router's link-local address, which asks
    base::MacAddress client;
    base::Ipv6 address; ///< one of the client's
    bool operator==(const NeighbourQuestion&) const = default;
};

/// The frame, to this client alone: a neighbour solicitation (RFC 4861 section 4.3) from its router, as for
/// neighbour unreachability detection (section 7.3). With `::` as its source it would be another host's that
/// wants the address (RFC 4862 section 5.4).
[[nodiscard]] base::Bytes encode(const NeighbourQuestion& question);

} // namespace magd::access
