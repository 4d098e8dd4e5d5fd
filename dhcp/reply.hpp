#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <vector>

#include "dhcp/packet.hpp"

namespace dhcp {

using Seconds = std::chrono::seconds;

/// What one bound client is given; all of it comes from its binding.
struct Lease {
    base::Prefix4 address{}; ///< with the length of the subnet mask; 32 is fine too
    base::Ipv4 router{};     ///< need not be inside the subnet
    std::uint16_t mtu = 1500;
    Seconds lifetime{}; ///< of the binding, as granted: the lease is never longer
    bool operator==(const Lease&) const = default;
};

/// The same for all clients.
struct ServerSettings {
    base::Ipv4 server_identifier{}; ///< one for the whole domain, so that it survives a roam
    Seconds lease_time{3600};
    std::vector<base::Ipv4> dns;
    base::MacAddress mac{}; ///< of the gateway: the source of replies
    /// What the operator adds, each code once, none that the server makes itself. A client is told of them
    /// what its parameter request list names; all, if it has none.
    std::vector<Option> options{};
    bool operator==(const ServerSettings&) const = default;
};

/// Builds OFFER, ACK or NAK to a request: fields after RFC 2131 table 3, options in the
/// order the client asked for, the destination after section 4.1. An ACK to INFORM has no
/// address and no times, a NAK nothing of the lease. Fails only if what must be echoed does not fit the link.
[[nodiscard]] std::expected<Packet, Drop> make_reply(MessageType type, const Packet& request,
                                                     const Lease& lease, const ServerSettings& settings);

/// Where a reply goes, RFC 2131 section 4.1. At the link layer it goes to the client alone unless it
/// has to be broadcast: the client cannot answer ARP yet.
[[nodiscard]] Envelope reply_envelope(const Message& reply, const Message& request,
                                      const ServerSettings& settings);

} // namespace dhcp
