#pragma once

#include <cstdint>

#include "magd/pmip/message.hpp"

/// What an LMA checks in a PBU before it looks at the session: pure questions about values.
namespace lma {

/// Neither answered nor used: an address with a prefix length that no IPv4 address has.
[[nodiscard]] bool malformed(const pmip::ProxyBindingUpdate& update);

/// The first option that is missing or too many, in the order of RFC 5213 section 5.3.1 and
/// RFC 5844 section 3.1.2.1; `accepted` if all is there. This LMA serves IPv4 alone, and its
/// tunnels need a GRE key.
[[nodiscard]] pmip::Status check_options(const pmip::ProxyBindingUpdate& update);

/// Whether `sequence` comes after `last`, modulo 2^16 (RFC 6275 section 9.5.1).
[[nodiscard]] bool greater(std::uint16_t sequence, std::uint16_t last);

/// Judges a Timestamp, RFC 5213 section 5.5: near to the LMA's clock and greater than the last
/// one accepted. An equal one is neither greater nor lower: it counts as a mismatch.
[[nodiscard]] pmip::Status check_timestamp(std::uint64_t value, std::uint64_t here, std::uint64_t last,
                                           pmip::Milliseconds window);

} // namespace lma
