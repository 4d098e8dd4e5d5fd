#pragma once

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Who tells whom where the default router is.
struct ArpAnnouncement {
    base::MacAddress gateway; ///< the access interface's
    base::Ipv4 router;        ///< for which it answers
    base::MacAddress client;
    bool operator==(const ArpAnnouncement&) const = default;
};

/// The frame: an ARP announcement of the router's address (RFC 5227 section 2.3), to this client alone. One
/// that has moved here without noticing has its old gateway's MAC address in its cache still. It is no reply:
/// that would be taken for a late one, and does not count in the first second of what is in the cache.
[[nodiscard]] base::Bytes encode(const ArpAnnouncement& announcement);

} // namespace magd::access
