#pragma once

#include <cstddef>
#include <cstdint>

#include "nlink/base/counters.hpp"

namespace dhcp {

/// Why a DHCPv6 frame got no answer. The table below is the one list: counters, logs and
/// documentation read it.
enum class Drop6 : std::uint8_t {
    truncated,
    not_ipv6_udp,
    bad_udp_checksum,
    other_port,
    other_destination,
    source,
    hardware_address,
    option_overrun,
    option_length,
    relayed,
    not_a_request,
    no_client_identifier,
    no_server_identifier,
    unexpected_option,
    other_server,
    no_address,
    no_lease,
    no_ipv6,
    not_served,
    reply_too_long,
    rogue_server,
    count_
};

constexpr base::CounterTexts<Drop6> drop6_texts{{
    {"truncated", "a length field of the IPv6 or UDP header, or the fixed part, exceeds the frame"},
    {"not_ipv6_udp", "not an untagged Ethernet frame with UDP right behind the IPv6 header"},
    {"bad_udp_checksum", "wrong UDP checksum, or none"},
    {"other_port", "not to the DHCPv6 server or client port"},
    {"other_destination", "neither to all servers on the link (ff02::1:2) nor to a link-local address"},
    {"source", "not from a link-local address"},
    {"hardware_address", "sent from a group's or the zero Ethernet address"},
    {"option_overrun", "an option reaches beyond the end of its field"},
    {"option_length", "an option's length does not fit its type"},
    {"relayed", "came through a relay agent: clients must be on the link itself"},
    {"not_a_request", "a message type that no client sends to a server, or sent to the client port"},
    {"no_client_identifier", "names no client where that is required"},
    {"no_server_identifier", "names no server where that is required"},
    {"unexpected_option", "names a server, or asks for an address, where that is not allowed"},
    {"other_server", "meant for another server"},
    {"no_address", "has no address confirmed, and names none"},
    {"no_lease", "releases or declines an address, but the client has none"},
    {"no_ipv6", "its client is registered without IPv6"},
    {"not_served", "DHCPv6 is off (dhcp.v6)"},
    {"reply_too_long", "what must be answered does not fit an IPv6 packet of 1280 octets"},
    {"rogue_server", "an answer of a DHCPv6 server among the clients, who may believe it"},
}};

[[nodiscard]] constexpr const base::CounterText& text(Drop6 drop) {
    return drop6_texts.at(static_cast<std::size_t>(drop));
}

/// How often each reason occurred.
using Drop6Counters = base::Counters<Drop6>;

} // namespace dhcp
