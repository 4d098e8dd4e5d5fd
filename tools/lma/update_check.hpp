#pragma once

#include <cstdint>

#include "tools/lma/request.hpp"

/// What an LMA checks in a PBU before it looks at the session: pure questions about values.
namespace lma {

/// Neither answered nor used: not a PBU, or an address with a prefix length that no IPv4
/// address has.
[[nodiscard]] bool malformed(const Request& request);

/// Who asks, in the order of RFC 5213 section 5.3.1: the MN-ID is there, the MAG is authorised,
/// the node is known and entitled.
[[nodiscard]] pmip::Status check_identity(const LmaSettings& settings, const Request& request);

/// The first option that is missing or too many, in the order of RFC 5213 section 5.3.1 and
/// RFC 5844 section 3.1.2.1, and the first service or way of transport that is refused. One of
/// two services may be refused alone: then all is `accepted`.
[[nodiscard]] pmip::Status check_options(const LmaSettings& settings, const Request& request);

/// Whether `sequence` comes after `last`, modulo 2^16 (RFC 6275 section 9.5.1).
[[nodiscard]] bool greater(std::uint16_t sequence, std::uint16_t last);

/// Judges a Timestamp, RFC 5213 section 5.5: near to the LMA's clock and greater than the last
/// one accepted. An equal one is neither greater nor lower: it counts as a mismatch.
[[nodiscard]] pmip::Status check_timestamp(std::uint64_t value, std::uint64_t here, std::uint64_t last,
                                           pmip::Milliseconds window);

/// The pool of the NAI's realm; an identifier without one is of the first. nullptr: no realm
/// of this LMA's.
[[nodiscard]] const Pool* pool_of(const LmaSettings& settings, const pmip::MnId& id);
[[nodiscard]] bool authorised(const LmaSettings& settings, const base::Address& mag);

} // namespace lma
