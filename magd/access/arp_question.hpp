#pragma once

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Whether a client that has an IPv4 address is on the link still.
struct ArpQuestion {
    base::MacAddress gateway; ///< the access interface's
    base::Ipv4 router;        ///< the client's default router, which asks
    base::MacAddress client;
    base::Ipv4 home; ///< its address
    bool operator==(const ArpQuestion&) const = default;
};

/// The frame, to this client alone: an ARP request (RFC 826) from its router, as any router that looks
/// whether a neighbour is there still (RFC 1122 section 2.3.2.1). With 0.0.0.0 as its sender it would look
/// like a probe of another host that wants the address (RFC 5227 section 2.1.1).
[[nodiscard]] base::Bytes encode(const ArpQuestion& question);

} // namespace magd::access
