#pragma once

#include "tools/lma/negotiation.hpp"
#include "tools/lma/request.hpp"

namespace lma {

/// A rejecting status, with the one inside the IPv4 Home Address Reply.
struct Rejection {
    pmip::Status status = pmip::Status::reason_unspecified;
    pmip::Ipv4HomeAddressStatus address_status = pmip::Ipv4HomeAddressStatus::failure_reason_unspecified;
};

/// What an acceptance says besides the session.
struct Acceptance {
    Agreed agreed{};
    /// Of an IPv4 service that was asked for and is not given.
    pmip::Ipv4HomeAddressStatus address_status = pmip::Ipv4HomeAddressStatus::success;
    bool bulk = false;                  ///< the B flag
    std::vector<pmip::Option> offers{}; ///< go last
};

/// The answers to a PBU, RFC 5213 section 5.3.6: MN-ID, HI and ATT always, empty or 0 if the
/// update had none; link-layer identifier, Timestamp and link-local address only if it had them.
/// Of the session, the services that were asked for.
[[nodiscard]] pmip::ProxyBindingAck acceptance(const Request& request, const CacheEntry& entry,
                                               const Acceptance& how);
/// The prefixes and the address are those asked for, and there is no default router (RFC 5844
/// section 3.1.2.6).
[[nodiscard]] pmip::ProxyBindingAck rejection(const Request& request, const Rejection& why);
/// The answer to a refresh of a group, RFC 6602 section 5.
[[nodiscard]] pmip::ProxyBindingAck group_acceptance(const Request& request, pmip::Seconds lifetime);

} // namespace lma
