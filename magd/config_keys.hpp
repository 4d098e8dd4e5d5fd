#pragma once

#include <array>

#include "magd/config_key.hpp"

/// Every key of magd.toml.
namespace magd {

namespace choices {
inline constexpr std::array<std::string_view, 3> technology{"wifi", "ethernet", "virtual"};
inline constexpr std::array<std::string_view, 3> nai{"dotted", "colon", "plain"};
inline constexpr std::array<std::string_view, 2> link_layer_id{"ascii", "binary"};
inline constexpr std::array<std::string_view, 4> log_level{"debug", "info", "warning", "error"};
} // namespace choices

inline constexpr std::array<ConfigSection, 10> config_sections{{
    {"mag", ConfigSection::Occurs::once, "This Mobile Access Gateway."},
    {"lma", ConfigSection::Occurs::once_or_more,
     "A Local Mobility Anchor; each gets a tunnel device mag-NAME."},
    {"realm", ConfigSection::Occurs::once_or_more, "A realm and the LMA that serves its clients."},
    {"access", ConfigSection::Occurs::once_or_more, "An interface that clients are behind."},
    {"identity", ConfigSection::Occurs::at_most_once, "How clients are named to the LMA."},
    {"binding", ConfigSection::Occurs::at_most_once, "Lifetime and retransmission of registrations."},
    {"dhcp", ConfigSection::Occurs::at_most_once, "What clients are told beside what the LMA assigned."},
    {"kernel", ConfigSection::Occurs::at_most_once, "Numbers that magd uses in the kernel."},
    {"control", ConfigSection::Occurs::at_most_once, "The socket that magctl talks to."},
    {"log", ConfigSection::Occurs::at_most_once, "What is logged."},
}};

inline constexpr std::array<ConfigKey, 28> config_keys{{
    {"mag", "address", ConfigKind::ipv4, "", "",
     "local address of signalling and tunnels: the proxy care-of address"},
    {"mag", "port", ConfigKind::integer, "5436", "", "UDP port of signalling and GRE-in-UDP data", 1, 65535},

    {"lma", "name", ConfigKind::lma_name, "", "", "name of the LMA; the tunnel device is mag-NAME"},
    {"lma", "address", ConfigKind::ipv4, "", "", "address of the LMA"},
    {"lma", "path_mtu", ConfigKind::integer, "1500", "octets",
     "MTU of the path to this LMA; the clients' MTU is 36 less", 1280, 65535},

    {"realm", "name", ConfigKind::realm_name, "", "", "the part of the NAI after the @"},
    {"realm", "lma", ConfigKind::lma_name, "", "", "name of the LMA that serves the realm"},

    {"access", "interface", ConfigKind::interface_name, "", "", "interface that clients are behind"},
    {"access", "realm", ConfigKind::realm_name, "", "", "realm of the clients behind it"},
    {"access", "technology", ConfigKind::choice, "\"wifi\"", "",
     "Access Technology Type told to the LMA: 4, 3 or 1", 0, 0, choices::technology},
    {"access", "attach_on_dhcp", ConfigKind::boolean, "true", "",
     "whether the first DHCP message of an unknown client attaches it"},

    {"identity", "nai", ConfigKind::choice, "\"dotted\"", "",
     "the client's part of the NAI: 0023.c2db.292d, 00:23:c2:db:29:2d or 0023c2db292d", 0, 0, choices::nai},
    {"identity", "link_layer_id", ConfigKind::choice, "\"ascii\"", "",
     "Link-layer Identifier option: the dotted MAC address as text, or its six octets", 0, 0,
     choices::link_layer_id},

    {"binding", "lifetime", ConfigKind::integer, "3600", "s", "lifetime asked for", 4, 262140},
    {"binding", "refresh_before", ConfigKind::integer, "300", "s",
     "a registration is refreshed this long before it ends; less than the lifetime", 1, 262139},
    {"binding", "retransmit_initial", ConfigKind::integer, "1000", "ms",
     "time to wait for an answer before the first retransmission; doubles each time", 10, 60000},
    {"binding", "retransmit_maximum", ConfigKind::integer, "32000", "ms",
     "longest time between retransmissions", 10, 3600000},
    {"binding", "timestamp", ConfigKind::boolean, "true", "",
     "order updates by the Timestamp option (needs synchronised clocks), else by sequence number"},
    {"binding", "maximum", ConfigKind::integer, "10000", "clients", "more are refused", 1, 1000000},

    {"dhcp", "server_identifier", ConfigKind::ipv4, "\"192.0.2.1\"", "",
     "virtual address of the DHCP server, the same on every gateway"},
    {"dhcp", "lease_time", ConfigKind::integer, "3600", "s", "lease time told to clients", 10, 31536000},
    {"dhcp", "dns", ConfigKind::ipv4_list, "[]", "", "DNS servers told to clients", 0, 16},

    {"kernel", "mark_mask", ConfigKind::mask, "\"0xff\"", "",
     "contiguous bits of the packet mark that magd may use: they hold the number of the LMA"},
    {"kernel", "table_base", ConfigKind::integer, "5213", "",
     "first routing table: one for gateway presence, then two for each LMA", 1, 4294967295},
    {"kernel", "rule_priority", ConfigKind::integer, "5213", "",
     "first of three consecutive priorities of policy rules", 1, 32763},

    {"control", "socket", ConfigKind::path, "\"/run/magd/magd.sock\"", "", "unix socket of magctl"},
    {"control", "group", ConfigKind::group_name, "\"magd\"", "",
     "group that may use the socket and change things, beside root and the daemon's own user; need not "
     "exist"},

    {"log", "level", ConfigKind::choice, "\"info\"", "", "least grave lines to log", 0, 0,
     choices::log_level},
}};

inline constexpr ConfigSchema config_schema{config_sections, config_keys};

} // namespace magd
