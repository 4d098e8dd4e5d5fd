#pragma once

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Who tells whom where the default router is.
struct ArpAnnouncement {
    base::MacAddress gateway; ///< the access interface's
    base::Ipv4 router;        ///< for which it answers
    base::MacAddress client;
    base::Ipv4 home_address;
    bool operator==(const ArpAnnouncement&) const = default;
};

/// The frame: an ARP reply (RFC 826) that nobody asked for, to this client alone. One that has moved here
/// without noticing has its old gateway's MAC address in its cache still.
[[nodiscard]] base::Bytes encode(const ArpAnnouncement& announcement);

} // namespace magd::access
