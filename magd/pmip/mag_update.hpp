#pragma once

#include "magd/pmip/binding.hpp"
#include "magd/pmip/mag_peer.hpp"

/// Making PBUs.
namespace pmip {

/// Value of the Timestamp option, RFC 5213 section 8.8: 48 bits of seconds, 16 bits of 1/65536 s.
[[nodiscard]] std::uint64_t timestamp_value(WallTime time);

/// Which services this binding's updates ask for: those of its profile that the LMA has not
/// refused for good.
[[nodiscard]] bool asks_ipv4(const Binding& binding);
[[nodiscard]] bool asks_ipv6(const Binding& binding);
/// The gateway's link-local address that the open exchange asks for: unspecified for any, or the one
/// that the session has; none if it is the same for all clients.
[[nodiscard]] std::optional<base::Ipv6> asked_link_local(const MagSettings& settings, const Binding& binding);
/// Whether its updates carry the F flag (RFC 5844 section 4.1.3).
[[nodiscard]] bool forces_udp(const MagSettings& settings, const Binding& binding);
/// Whether the open exchange's updates say that this MAG can be redirected: those that surely
/// create a session do (RFC 6463 section 4.1).
[[nodiscard]] bool redirectable(const MagSettings& settings, const Binding& binding);
/// The form of the tunnel that an update asks for.
[[nodiscard]] Encapsulation asked_encapsulation(const LmaSettings& lma, const Peer& peer,
                                                const Waived& waived);

/// The PBU of this copy of the binding's exchange: the one place where a PBU is made.
/// An initial one asks for any address and a refresh for the assigned ones (RFC 5213 section
/// 6.9.1, RFC 5844 section 3.2.3); a de-registration names them too, and has no GRE Key
/// (RFC 5845 section 4.1.3).
[[nodiscard]] ProxyBindingUpdate build_pbu(const MagSettings& settings, const Binding& binding,
                                           const Exchange::Copy& copy);

} // namespace pmip
