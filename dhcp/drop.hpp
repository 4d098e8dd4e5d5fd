#pragma once

#include <cstddef>
#include <cstdint>

#include "nlink/base/counters.hpp"

namespace dhcp {

/// Why a frame got no answer. The table below is the one list: counters, logs and
/// documentation read it.
enum class Drop : std::uint8_t {
    truncated,
    not_ipv4_udp,
    fragment,
    bad_ip_checksum,
    bad_udp_checksum,
    other_port,
    bad_cookie,
    option_overrun,
    option_length,
    option_overload,
    no_message_type,
    not_a_request,
    message_type,
    hardware_address,
    relayed,
    other_server,
    no_address,
    wrong_address,
    no_lease,
    reply_too_long,
    hops,
    not_a_reply,
    other_agent,
    unknown_server,
    rogue_server,
    count_
};

constexpr base::CounterTexts<Drop> drop_texts{{
    {"truncated", "a length field of the IPv4 or UDP header, or the fixed part, exceeds the frame"},
    {"not_ipv4_udp", "not an untagged Ethernet frame with UDP over IPv4"},
    {"fragment", "a fragment of an IPv4 packet"},
    {"bad_ip_checksum", "wrong IPv4 header checksum"},
    {"bad_udp_checksum", "wrong UDP checksum"},
    {"other_port", "not to the DHCP server or client port"},
    {"bad_cookie", "no DHCP magic cookie: plain BOOTP or not DHCP at all"},
    {"option_overrun", "an option reaches beyond the end of its field"},
    {"option_length", "an option's length does not fit its type"},
    {"option_overload", "Option Overload with an undefined value"},
    {"no_message_type", "no DHCP Message Type option: plain BOOTP"},
    {"not_a_request", "BOOTREPLY, or sent to the client port"},
    {"message_type", "a message type that no client sends to a server"},
    {"hardware_address", "hardware address not Ethernet, or not the frame's source address"},
    {"relayed", "came through a relay agent (giaddr set): clients must be on the link itself"},
    {"other_server", "meant for another server"},
    {"no_address", "names no address where its client state requires one"},
    {"wrong_address", "releases, declines or uses an address that is not the client's own"},
    {"no_lease", "releases or declines an address, but the client has none"},
    {"reply_too_long", "what must be echoed does not fit a reply of one Ethernet frame"},
    {"hops", "relayed too often already"},
    {"not_a_reply", "came from the DHCP server, but is no answer"},
    {"other_agent", "an answer of the DHCP server to another relay agent"},
    {"unknown_server", "an answer to the relay agent from a machine that dhcp.relay_to does not name"},
    {"rogue_server", "an answer of a DHCP server among the clients, who may believe it"},
}};

[[nodiscard]] constexpr const base::CounterText& text(Drop drop) {
    return drop_texts.at(static_cast<std::size_t>(drop));
}

/// How often each reason occurred.
using DropCounters = base::Counters<Drop>;

} // namespace dhcp
