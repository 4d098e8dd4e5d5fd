#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/message.hpp"

/// Judging a PBA that has been matched with a PBU: pure questions about values.
namespace pmip {

/// The first option that the answer echoes with another value than was sent, in words; RFC 5213
/// section 6.9.1.2. MN-ID is not asked for here, it took part in the match.
[[nodiscard]] std::optional<std::string> contradiction(const Profile& profile, Handoff sent,
                                                       const ProxyBindingAck& ack);

/// Options an LMA must echo that are not there; tolerated, since the RFC speaks of different
/// values only.
[[nodiscard]] bool lacks_echo(const Profile& profile, bool timestamped, const ProxyBindingAck& ack);

/// What the LMA did to the identifier of the access network, which it accepts by echoing it (RFC 6757
/// section 4.1): for the operator. Empty if it kept it, or none was sent.
[[nodiscard]] std::string_view access_network_fault(const Profile& profile, const ProxyBindingAck& ack);

/// What an update asked for.
struct Asked {
    bool ipv4 = false;
    bool ipv6 = false;
    std::optional<base::Ipv6> link_local{}; ///< of the gateway on the client's link; unspecified: any
    bool offload = false;                   ///< the policy of local breakout
    Encapsulation encapsulation = Encapsulation::gre_udp;
    bool force_udp = false; ///< by the F flag
    Seconds lifetime{};
};

/// What an acceptance gives: one service at least.
struct Granted {
    std::optional<Ipv4Session> ipv4;
    base::Boxed<Ipv6Session> ipv6;
    Encapsulation encapsulation = Encapsulation::gre_udp;
    std::optional<std::uint32_t> uplink_key;     ///< there if the encapsulation is keyed
    base::Boxed<TrafficOffloadSelector> offload; ///< with one selector at least
    Seconds lifetime{};
    std::string missing; ///< why a service that was asked for is not there; empty if all are
    bool operator==(const Granted&) const = default;
};

/// Reads a PBA whose status accepts an update. The error says what makes it useless: no service
/// at all (RFC 5844 section 3.2.3.2), no lifetime, an encapsulation that is not among `allowed`.
[[nodiscard]] std::expected<Granted, std::string> granted(const ProxyBindingAck& ack, const Asked& asked,
                                                          std::span<const Encapsulation> allowed);

} // namespace pmip
