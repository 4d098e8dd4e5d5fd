#pragma once

#include <expected>
#include <optional>
#include <variant>

#include "dhcp/server.hpp"

/// The DHCP relay of RFC 5844 section 3.4.2, without memory: between clients and the server that an
/// LMA's domain has, where the LMA leaves their DHCP to it. Clients still speak with the gateway alone.
namespace dhcp {

struct RelaySettings {
    base::Ipv4 agent{};     ///< the gateway's address: the server answers there
    base::MacAddress mac{}; ///< of the gateway: the source of what clients get
    base::Ipv4 source{};    ///< address that a reply comes from which does not name its server
    /// How the client knows the server that it asks: the gateway says NAK by that name, since some clients
    /// (udhcpc) heed no other's. Nothing if it asks one that is none of ours.
    std::optional<base::Ipv4> server{};
    /// Whether a switch on the clients' way may put in what an agent does; else nobody may (RFC 3046
    /// section 2.1).
    bool trusted = false;
    bool operator==(const RelaySettings&) const = default;
};

/// Send this to the server, as the payload of a datagram.
struct Forward {
    Message message;
    bool operator==(const Forward&) const = default;
};

/// What becomes of a client's message: as for respond(), but the server answers. A REQUEST for another
/// address than the binding's, which the client cannot have from any server (RFC 5844 section 3.4.2), is
/// answered here with NAK, rather than dropped: the client begins anew at once. Other messages that name one
/// are ignored. What a trusted switch put in goes on, but for its Agent Remote ID: that is the home address.
[[nodiscard]] std::variant<Forward, Park, Ignore, Reply> relay(const Packet& request, const Lease* lease,
                                                               const RelaySettings& settings);

/// The server's answer, as it goes to the client: with the MTU of the tunnel, without what was
/// added here. `seen` is the Relay Agent Information that came with the request, if any: the switch that
/// put it in gets it back. Fails for what is no answer to this agent, or gives another address than the
/// binding's.
[[nodiscard]] std::expected<Packet, Drop> deliver(const Message& answer, const Lease& lease,
                                                  const RelaySettings& settings,
                                                  const base::Bytes* seen = nullptr);

} // namespace dhcp
