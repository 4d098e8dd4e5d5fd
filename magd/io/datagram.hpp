#pragma once

#include <cstdint>

#include "nlink/base/bytes.hpp"

namespace magd::io {

/// One Mobility Header as it came, over IPv4-UDP (RFC 5844 section 4) or IPv6 (RFC 6275).
struct Datagram {
    base::Address source;
    std::uint16_t source_port = 0; ///< 0 over IPv6
    base::Bytes payload;           ///< starts with the Mobility Header
};

/// What `receive` found; `bad_*` are a peer's garbage, to be counted.
enum class Received : std::uint8_t { nothing, message, bad_length, bad_checksum, bad_source };

} // namespace magd::io
