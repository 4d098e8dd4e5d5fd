#pragma once

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// What the default router of a client says or asks by ARP.
struct ArpRequest {
    base::MacAddress gateway; ///< the access interface's
    base::Ipv4 router;        ///< for which it answers
    base::MacAddress client;
    base::Ipv4 target; ///< the router, or the client's home address
    bool operator==(const ArpRequest&) const = default;
};

/// The frame, to this client alone: an ARP request (RFC 826).
///
/// Of the router itself, it announces where that is (RFC 5227 section 2.3): a client that has moved here
/// without noticing has its old gateway's MAC address in its cache still. A reply would be taken for a late
/// one, and does not count in the first second of what is in the cache.
///
/// Of the client's address, it asks whether the client is there, as any router that looks whether a neighbour
/// is there still (RFC 1122 section 2.3.2.1). With 0.0.0.0 as its sender it would look like a probe of
/// another host that wants the address (RFC 5227 section 2.1.1).
[[nodiscard]] base::Bytes encode(const ArpRequest& request);

} // namespace magd::access
