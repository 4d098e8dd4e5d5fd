#pragma once

#include <array>
#include <string_view>

#include "magd/config_key.hpp"

/// Every key of the lab LMA's configuration file.
namespace lma {

namespace choices {
inline constexpr std::array<std::string_view, 5> encapsulation{"gre-udp", "gre", "gre-unkeyed", "none",
                                                               "device"};
inline constexpr std::array<std::string_view, 3> dhcp_mode{"none", "server", "relay"};
} // namespace choices

inline constexpr std::array<magd::ConfigSection, 8> config_sections{{
    {"lma", magd::ConfigSection::Occurs::once, "This Local Mobility Anchor."},
    {"pool", magd::ConfigSection::Occurs::once_or_more, "What the clients of one realm get."},
    {"keys", magd::ConfigSection::Occurs::at_most_once, "GRE keys."},
    {"mag", magd::ConfigSection::Occurs::once_or_more, "A gateway that may register clients."},
    {"offer", magd::ConfigSection::Occurs::at_most_once, "What acceptances carry besides the session."},
    {"authentication", magd::ConfigSection::Occurs::at_most_once,
     "A secret shared with the gateways (RFC 4285): who does not know it is not answered."},
    {"peer", magd::ConfigSection::Occurs::at_most_once, "What gateways are told besides answers."},
    {"test", magd::ConfigSection::Occurs::at_most_once, "Misbehaviour, for tests."},
}};

inline constexpr std::array<magd::ConfigKey, 44> config_keys{{
    {"lma", "address", magd::ConfigKind::ipv4, "", "", "local address of signalling and tunnels"},
    {"lma", "address6", magd::ConfigKind::address, magd::unset, "",
     "the same for IPv6; left out: there is no signalling over IPv6"},
    {"lma", "port", magd::ConfigKind::integer, "5436", "", "UDP port of signalling and GRE-in-UDP data", 1,
     65535},
    {"lma", "encapsulation", magd::ConfigKind::choice, "[\"gre-udp\"]", "",
     "encapsulations that are accepted: the first that goes with what a gateway asks for is taken", 0, 0,
     choices::encapsulation, true},
    {"lma", "device", magd::ConfigKind::interface_name, "\"wg0\"", "",
     "the operator's own tunnel, for the encapsulation \"device\""},
    {"lma", "accept_force_udp", magd::ConfigKind::boolean, "false", "",
     "whether the F flag is agreed to, or refused with 129 (RFC 5844 section 4.1.3.1)"},
    {"lma", "timestamp_window", magd::ConfigKind::integer, "300", "ms",
     "how far a Timestamp may be from this clock (RFC 5213 section 9.1)", 1, 3600000},
    {"lma", "min_delay_before_delete", magd::ConfigKind::integer, "10000", "ms",
     "a de-registered session can be revived for that long (MinDelayBeforeBCEDelete)", 0, 3600000},
    {"lma", "max_delay_before_new", magd::ConfigKind::integer, "0", "ms",
     "how long a handoff of unknown state waits for the old gateway (MaxDelayBeforeNewBCEAssign); 0: not", 0,
     3600000},
    {"lma", "barred", magd::ConfigKind::text, "[]", "", "NAIs that are refused with 152", 0, 0, {}, true},
    {"lma",
     "refused_services",
     magd::ConfigKind::text,
     "[]",
     "",
     "Service Selection names that are refused with 151",
     0,
     0,
     {},
     true},

    {"pool", "realm", magd::ConfigKind::realm_name, "", "", "the part of the NAI after the @"},
    {"pool", "prefix", magd::ConfigKind::prefix, "", "", "prefix of the home addresses"},
    {"pool", "router", magd::ConfigKind::ipv4, "", "", "default router of the clients"},
    {"pool", "first", magd::ConfigKind::ipv4, "", "", "first address given out"},
    {"pool", "ipv4", magd::ConfigKind::boolean, "true", "", "whether there is IPv4 service"},
    {"pool", "prefix6", magd::ConfigKind::prefix6, magd::unset, "",
     "home network prefixes of 64 bits come out of this one; left out: there is no IPv6 service", 16, 64},
    {"pool", "address6", magd::ConfigKind::boolean, "false", "",
     "whether clients are given an address, ::5213, in their first home network prefix"},
    {"pool", "prefixes", magd::ConfigKind::integer, "1", "", "home network prefixes of one session", 1, 8},
    {"pool", "lifetime", magd::ConfigKind::integer, "3600", "s", "lifetime granted at most", 4, 262140},

    {"keys", "first_uplink", magd::ConfigKind::integer, "100", "",
     "uplink GRE key of the first session; further ones count up", 1, 4294967295},

    {"mag", "address", magd::ConfigKind::address, "", "", "address of the gateway"},
    {"mag", "device", magd::ConfigKind::interface_name, magd::unset, "",
     "the operator's own tunnel to it, in place of lma.device"},

    {"offer", "dhcp_mode", magd::ConfigKind::choice, "\"none\"", "",
     "DHCP Support Mode option (RFC 5844 section 3.3.4); none: no option", 0, 0, choices::dhcp_mode},
    {"offer", "access_network", magd::ConfigKind::boolean, "true", "",
     "whether the Access Network Identifier is sent back (RFC 6757)"},
    {"offer", "bulk", magd::ConfigKind::boolean, "false", "", "whether bulk refresh is agreed to (RFC 6602)"},
    {"offer", "qos", magd::ConfigKind::boolean, "true", "",
     "whether QoS requests are met, or refused with 179 (RFC 7222)"},
    {"offer", "refresh_advice", magd::ConfigKind::integer, "0", "s",
     "Binding Refresh Advice (RFC 6275 section 6.2.4); 0: no option", 0, 262140},
    {"offer", "redirect", magd::ConfigKind::address, magd::unset, "",
     "the LMA that gateways are redirected to (RFC 6463)", 0, 0},
    {"offer", "maximum_sessions", magd::ConfigKind::integer, "0", "",
     "Load Information that goes with a redirect; 0: no option", 0, 4294967295},
    {"offer", "reregistration_start", magd::ConfigKind::integer, "0", "s",
     "gateways are told to refresh that long before the lifetime's end (RFC 8127); 0: they are not", 0,
     262140},
    {"offer", "retransmission_initial", magd::ConfigKind::integer, "1", "s", "goes with it", 1, 65535},
    {"offer", "retransmission_maximum", magd::ConfigKind::integer, "32", "s", "goes with it", 1, 65535},
    {"offer", "heartbeat_interval", magd::ConfigKind::integer, "0", "s",
     "gateways are told to send heartbeats so often (RFC 8127); 0: they are not", 0, 65535},
    {"offer", "offload", magd::ConfigKind::prefix, magd::unset, "",
     "flows to this prefix are offloaded by gateways that ask (RFC 6909)"},
    {"offer", "vendor", magd::ConfigKind::integer, "0", "",
     "enterprise number of a Vendor-Specific option (RFC 5094); 0: no option", 0, 4294967295},
    {"offer", "vendor_subtype", magd::ConfigKind::integer, "1", "", "goes with it", 0, 255},

    {"authentication", "spi", magd::ConfigKind::integer, magd::unset, "",
     "Security Parameter Index of the MN-HA authentication; goes with key", 256, 4294967295},
    {"authentication", "key", magd::ConfigKind::secret, magd::unset, "",
     "key of the MN-HA authentication, as text"},

    {"peer", "revoke_old_mag", magd::ConfigKind::boolean, "false", "",
     "whether the old gateway is told of a handoff (RFC 5846)"},
    {"peer", "heartbeat_interval", magd::ConfigKind::integer, "60", "s",
     "how often gateways with sessions get a heartbeat (RFC 5847); 0: never", 0, 3600},
    {"peer", "missing_heartbeats", magd::ConfigKind::integer, "3", "",
     "heartbeats that may go unanswered (RFC 5847)", 1, 100},

    {"test", "refuse_status", magd::ConfigKind::integer, "0", "",
     "status that every registration is refused with, from 128 on; 0: none", 0, 255},
    {"test", "silent", magd::ConfigKind::boolean, "false", "", "whether nothing is answered"},
}};

inline constexpr magd::ConfigSchema config_schema{config_sections, config_keys};

} // namespace lma
