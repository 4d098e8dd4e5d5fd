#pragma once

#include "magd/pmip/mag.hpp"

namespace pmip {

/// Value of the Timestamp option, RFC 5213 section 8.8: 48 bits of seconds, 16 bits of 1/65536 s.
[[nodiscard]] std::uint64_t timestamp_value(WallTime time);

/// The PBU of this copy of the binding's exchange: the one place where a PBU is made.
/// An initial one asks for any address and a refresh for the assigned one (RFC 5844 section
/// 3.2.3); a de-registration names it too, and has no GRE Key (RFC 5845 section 4.1.3).
[[nodiscard]] ProxyBindingUpdate build_pbu(const MagSettings& settings, const Binding& binding,
                                           const Exchange::Copy& copy);

} // namespace pmip
