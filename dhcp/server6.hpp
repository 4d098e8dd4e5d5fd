#pragma once

#include <variant>

#include "dhcp/reply6.hpp"
#include "dhcp/server.hpp"

namespace dhcp {

/// Send this: ADVERTISE or REPLY.
struct Reply6 {
    Packet6 packet;
    bool given_up = false; ///< by RELEASE or DECLINE, the client no longer wants its address
    bool operator==(const Reply6&) const = default;
};
/// No answer, nothing to do but count.
struct Ignore6 {
    Drop6 reason{};
    bool operator==(const Ignore6&) const = default;
};

using Outcome6 = std::variant<Reply6, Park, Ignore6>;

/// The DHCPv6 server of RFC 8415 section 18.3, without memory: the lease follows from the binding. `lease` is
/// nullptr while the client is not bound. The client is whoever sent the frame: its DUID is only echoed, so
/// that a forged one gains nothing.
[[nodiscard]] Outcome6 respond(const Packet6& request, const Lease6* lease, const ServerSettings6& settings);

/// RELEASE and DECLINE: the client no longer wants an address.
[[nodiscard]] bool gives_up(MessageType6 type);

} // namespace dhcp
