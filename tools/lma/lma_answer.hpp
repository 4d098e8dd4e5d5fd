#pragma once

#include "magd/pmip/message.hpp"
#include "tools/lma/lma.hpp"

namespace lma {

/// A rejecting status, with the one inside the IPv4 Home Address Reply.
struct Rejection {
    pmip::Status status = pmip::Status::reason_unspecified;
    pmip::Ipv4HomeAddressStatus address_status = pmip::Ipv4HomeAddressStatus::failure_reason_unspecified;
};

/// The answers to a PBU, RFC 5213 section 5.3.6: MN-ID, HI and ATT always, empty or 0 if the
/// update had none; the link-layer identifier and the Timestamp only if it had them.
[[nodiscard]] pmip::ProxyBindingAck acceptance(const pmip::ProxyBindingUpdate& update,
                                               const CacheEntry& entry);
/// The address is the one asked for, and there is no default router (RFC 5844 section 3.1.2.6).
[[nodiscard]] pmip::ProxyBindingAck rejection(const pmip::ProxyBindingUpdate& update, Rejection why);

} // namespace lma
