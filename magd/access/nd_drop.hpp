#pragma once

#include "nlink/base/counters.hpp"

namespace magd::access {

/// Why a router solicitation is not taken (RFC 4861 section 6.1.1).
enum class NdDrop : std::uint8_t {
    truncated,
    not_a_solicitation,
    hop_limit,
    checksum,
    code,
    option,
    source,
    hardware_address,
    count_
};

constexpr base::CounterTexts<NdDrop> nd_drop_texts{{
    {"truncated", "frame shorter than its IPv6 header says, or too short for a solicitation"},
    {"not_a_solicitation", "not an untagged Ethernet frame with a router solicitation"},
    {"hop_limit", "hop limit is not 255: forwarded from elsewhere"},
    {"checksum", "wrong ICMPv6 checksum"},
    {"code", "ICMPv6 code is not 0"},
    {"option", "an option with length 0 or beyond the end"},
    {"source", "source is multicast, or unspecified while a link-layer address is given"},
    {"hardware_address", "sent from a group's or the zero Ethernet address"},
}};

} // namespace magd::access
