#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <vector>

#include "dhcp/message6.hpp"

namespace dhcp {

using Seconds = std::chrono::seconds;

/// What one bound client is given; all of it comes from its binding.
struct Lease6 {
    std::vector<base::Prefix6> prefixes; ///< the client's alone: what belongs to its link
    std::optional<base::Ipv6> address{}; ///< in one of them; none: the client forms its addresses itself
    base::Ipv6 router{};                 ///< its default router's link-local address: answers come from there
    Seconds lifetime{};                  ///< of the binding, as granted: the lease is never longer
    bool operator==(const Lease6&) const = default;
};

/// The same for all clients.
struct ServerSettings6 {
    base::Bytes server_identifier; ///< DUID (RFC 8415 section 11), one for the domain: it survives a roam
    Seconds lease_time{3600};
    std::vector<base::Ipv6> dns;
    base::Bytes search{};   ///< domains to search, RFC 1035 section 3.1, without compression
    base::MacAddress mac{}; ///< of the gateway: the source of replies
    bool operator==(const ServerSettings6&) const = default;
};

/// One request in the light of what the server knows.
struct Context6 {
    const Packet6& request;
    const Lease6& lease;
    const ServerSettings6& settings;
};

/// Builds ADVERTISE or REPLY with these associations, and further options of its own, such as a status. What
/// the client asks for by its option request comes along; all there is to tell, if it has none. Fails only
/// if the associations do not fit an IPv6 packet of 1280 octets, which every link takes.
[[nodiscard]] std::expected<Packet6, Drop6> make_reply6(MessageType6 type, const Context6& context,
                                                        std::vector<IdentityAssociation> associations,
                                                        std::vector<Option6> further = {});

} // namespace dhcp
