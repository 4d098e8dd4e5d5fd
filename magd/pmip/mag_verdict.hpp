#pragma once

#include <expected>
#include <optional>
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

/// What an acceptance gives to an IPv4 session.
struct Granted {
    Ipv4Session session;
    std::uint32_t uplink_key = 0;
    Seconds lifetime{};
    bool operator==(const Granted&) const = default;
};

/// Reads a PBA whose status accepts an update that asked for `requested`. The error says what
/// makes it useless: no address, no router, a refusal inside (RFC 5844 section 3.2.3.2), no key.
[[nodiscard]] std::expected<Granted, std::string> granted(const ProxyBindingAck& ack, Seconds requested);

} // namespace pmip
