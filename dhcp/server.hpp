#pragma once

#include <expected>
#include <optional>
#include <variant>

#include "dhcp/reply.hpp"

namespace dhcp {

/// Send this: OFFER, ACK or NAK.
struct Reply {
    Packet packet;
    /// Where the message goes as well. RFC 2131 section 4.1 has every NAK broadcast, but a client that asks
    /// by unicast for a renewal may hear no more than unicast: from a socket of its address, it would keep
    /// that until it broadcasts itself, at T2.
    std::optional<Envelope> copy{};
    bool operator==(const Reply&) const = default;
};
/// The client is not bound yet. Attach it, then ask again with the same request.
struct Park {
    bool operator==(const Park&) const = default;
};
/// No answer, nothing to do but count.
struct Ignore {
    Drop reason{};
    bool operator==(const Ignore&) const = default;
};
/// The client gave its address back: de-register it (RFC 5844 section 3.4). No answer.
struct Released {
    base::Ipv4 address{};
    bool operator==(const Released&) const = default;
};
/// The client found its address in use by another. No answer.
struct Declined {
    base::Ipv4 address{};
    bool operator==(const Declined&) const = default;
};

using Outcome = std::variant<Reply, Park, Ignore, Released, Declined>;

/// The DHCP server of RFC 2131 section 4.3, without memory: the lease follows from the
/// binding, so an offer needs no reservation. `lease` is nullptr while the client is not bound.
/// Every client state is served: selecting, init-reboot, renewing, rebinding, inform.
[[nodiscard]] Outcome respond(const Packet& request, const Lease* lease, const ServerSettings& settings);

/// The NAK to a REQUEST for an address that the client cannot have, RFC 2131 section 4.3.2: it starts again.
/// Fails as make_reply() does.
[[nodiscard]] std::expected<Reply, Drop> refuse(const Packet& request, const ServerSettings& settings);

/// The address a message is about, by client state (RFC 2131 table 4): `ciaddr` of one that
/// has it configured, else the requested address. Unspecified where the message names none.
/// A client that starts again may still have the address in `ciaddr` that it was refused (NetworkManager
/// has): a DISCOVER is about none, and a REQUEST that selects a server about the requested one.
[[nodiscard]] base::Ipv4 subject(const Message& request);
/// The server that a client speaks to, by its identifier or else the packet's destination: limited_broadcast
/// is any.
[[nodiscard]] base::Ipv4 named_server(const Packet& request);
/// RELEASE and DECLINE: the client no longer wants its address.
[[nodiscard]] bool gives_up(MessageType type);
/// Why this is no message of a client on the link, for server and relay alike.
[[nodiscard]] std::optional<Drop> fault_of_client(const Packet& request);

} // namespace dhcp
