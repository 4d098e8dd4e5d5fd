#pragma once

#include <array>

#include "magd/config_key.hpp"

/// Every key of magd.toml.
namespace magd {

namespace choices {
inline constexpr std::array<std::string_view, 5> encapsulation{"gre-udp", "gre", "gre-unkeyed", "none",
                                                               "device"};
inline constexpr std::array<std::string_view, 3> services{"ipv4", "ipv6", "dual"};
inline constexpr std::array<std::string_view, 7> trigger{"dhcp",    "arp",    "layer2-update", "hostapd",
                                                         "nl80211", "bridge", "radius"};
inline constexpr std::array<std::string_view, 2> handoff{"unknown", "new-interface"};
inline constexpr std::array<std::string_view, 3> technology{"wifi", "ethernet", "virtual"};
inline constexpr std::array<std::string_view, 3> nai{"dotted", "colon", "plain"};
inline constexpr std::array<std::string_view, 2> link_layer_id{"ascii", "binary"};
inline constexpr std::array<std::string_view, 3> dhcp_mode{"lma", "server", "relay"};
inline constexpr std::array<std::string_view, 4> dhcp6_mode{"off", "stateless", "stateful", "auto"};
inline constexpr std::array<std::string_view, 4> log_level{"debug", "info", "warning", "error"};
} // namespace choices

inline constexpr std::array<ConfigSection, 13> config_sections{{
    {"mag", ConfigSection::Occurs::once, "This Mobile Access Gateway."},
    {"lma", ConfigSection::Occurs::once_or_more,
     "A Local Mobility Anchor; each gets a tunnel device mag-NAME for each encapsulation."},
    {"realm", ConfigSection::Occurs::once_or_more, "A realm and the LMAs that serve its clients."},
    {"access", ConfigSection::Occurs::once_or_more, "An interface that clients are behind."},
    {"radius", ConfigSection::Occurs::at_most_once,
     "Where accounting is listened for, if an access interface has that trigger."},
    {"nas", ConfigSection::Occurs::any,
     "An access point or controller that may tell of clients by RADIUS accounting; of several that match, "
     "the one with the longest prefix counts."},
    {"client", ConfigSection::Occurs::any,
     "What holds for some clients only. Of all that match a client, the one with the longest MAC prefix "
     "counts, and of several the first in the file."},
    {"identity", ConfigSection::Occurs::at_most_once, "How clients are named to the LMA."},
    {"binding", ConfigSection::Occurs::at_most_once, "Lifetime and retransmission of registrations."},
    {"dhcp", ConfigSection::Occurs::at_most_once, "What clients are told beside what the LMA assigned."},
    {"kernel", ConfigSection::Occurs::at_most_once, "Numbers that magd uses in the kernel."},
    {"control", ConfigSection::Occurs::at_most_once, "The socket that magctl talks to."},
    {"log", ConfigSection::Occurs::at_most_once, "What is logged."},
}};

inline constexpr std::array<ConfigKey, 101> config_keys{{
    {"mag", "address", ConfigKind::ipv4, "", "",
     "local address of signalling and tunnels: the proxy care-of address"},
    {"mag", "address6", ConfigKind::ipv6, unset, "", "the same for LMAs that have an IPv6 address"},
    {"mag", "port", ConfigKind::integer, "5436", "", "UDP port of signalling and GRE-in-UDP data", 1, 65535},
    {"mag", "state_directory", ConfigKind::path, "\"/var/lib/magd\"", "",
     "folder for what must outlive the daemon: the restart counter"},
    {"mag", "hostapd_directory", ConfigKind::path, "\"/run/hostapd\"", "",
     "where hostapd has its control sockets (ctrl_interface), for access interfaces with that trigger"},
    {"mag", "breakout", ConfigKind::interface_name, unset, "",
     "interface by which IPv4 flows leave that an LMA lets out locally (RFC 6909), with that interface's "
     "address; it must forward. Without it, LMAs are not asked for such flows"},
    {"mag", "local_routing", ConfigKind::boolean, "false", "",
     "whether packets go straight between clients of the same LMA and encapsulation, not through the LMA "
     "(RFC 5213: EnableMAGLocalRouting); an LMA that asks for it (RFC 6705) is told so"},

    {"lma", "name", ConfigKind::lma_name, "", "", "name of the LMA; the tunnel device is mag-NAME"},
    {"lma", "address", ConfigKind::address, "", "", "address of the LMA"},
    list_of({"lma", "encapsulation", ConfigKind::choice, "[\"gre-udp\"]", "",
             "how data may travel: the first is asked for, the others are taken if the LMA selects them; "
             "\"device\" is a tunnel of your own and stands alone",
             0, 0, choices::encapsulation}),
    {"lma", "device", ConfigKind::interface_name, unset, "",
     "with the encapsulation \"device\": the interface that leads to the LMA, such as one of WireGuard"},
    {"lma", "path_mtu", ConfigKind::integer, "1500", "octets",
     "MTU of the path to this LMA; the clients' MTU is less by what the encapsulation takes, 36 for gre-udp, "
     "nothing for \"device\", where this is that interface's MTU; TCP segments are clamped to it",
     1280, 65535},
    {"lma", "force_udp", ConfigKind::boolean, "false", "",
     "whether the LMA is asked for UDP encapsulation even where it sees no NAT (F flag)"},
    {"lma", "redirect", ConfigKind::boolean, "false", "",
     "whether the LMA may send clients to another LMA (RFC 6463); needs binding.initial_handoff = "
     "\"new-interface\""},
    {"lma", "bulk", ConfigKind::boolean, "false", "",
     "whether one update may refresh many clients (RFC 6602)"},
    {"lma", "update_rate", ConfigKind::integer, "500", "updates/s",
     "updates sent to the LMA at most; more wait for their turn", 1, 1000000},
    {"lma", "heartbeat_interval", ConfigKind::integer, "60", "s",
     "time between heartbeats, 30 or more; 0: none are sent", 0, 3600},
    {"lma", "heartbeat_delay", ConfigKind::integer, "5", "s",
     "time to wait for an answer before a heartbeat is sent again", 1, 3600},
    {"lma", "heartbeat_retries", ConfigKind::integer, "3", "heartbeats",
     "unanswered ones beyond which the path counts as dead", 1, 100},
    {"lma", "spi", ConfigKind::integer, unset, "",
     "Security Parameter Index of the MN-HA authentication; goes with key or key_file", 256, 4294967295},
    {"lma", "key", ConfigKind::secret, unset, "", "key of the MN-HA authentication"},
    {"lma", "key_file", ConfigKind::path, unset, "",
     "file that holds the key in place of key, with nothing else but a line end; not for everybody to read"},

    {"realm", "name", ConfigKind::realm_name, "", "", "the part of the NAI after the @"},
    list_of({"realm", "lmas", ConfigKind::lma_name, "", "",
             "names of the LMAs that serve the realm, the preferred one first"}),
    {"realm", "services", ConfigKind::choice, "\"ipv4\"", "", "what its clients are registered for", 0, 0,
     choices::services},
    {"realm", "nai", ConfigKind::choice, unset, "", "form of its clients' NAIs, in place of identity.nai", 0,
     0, choices::nai},
    list_of({"realm", "ssids", ConfigKind::ssid, "[]", "",
             "SSIDs of access interfaces that name no realm and are of this one"}),
    list_of({"realm", "vlans", ConfigKind::integer, "[]", "",
             "VLANs of access interfaces that name no realm and are of this one; the SSID counts first", 1,
             4094}),

    {"access", "interface", ConfigKind::interface_name, "", "", "interface that clients are behind"},
    {"access", "realm", ConfigKind::realm_name, unset, "",
     "realm of the clients behind it; without it, the realm that lists its ssid, else its vlan, else the "
     "only one"},
    {"access", "technology", ConfigKind::choice, "\"wifi\"", "",
     "Access Technology Type told to the LMA: 4, 3 or 1", 0, 0, choices::technology},
    list_of(
        {"access", "triggers", ConfigKind::choice, "[\"dhcp\"]", "",
         "what attaches a client, each by itself: its first DHCP or DHCPv6 message or router solicitation, "
         "its first "
         "ARP packet, the layer-2 update that an access point sends for it, hostapd's control socket, the "
         "kernel's wireless stations, the forwarding table of the bridge that the interface is (or is a "
         "VLAN of), or RADIUS accounting of a [[nas]]. The last four tell too that it has left; of several "
         "(or several radios) each is believed that still has it, but for the bridge. While one has it, it "
         "may ask for its session again by DHCP or a router solicitation, whether or not \"dhcp\" is "
         "listed. None: magctl attaches",
         0, 0, choices::trigger}),
    list_of(
        {"access", "radios", ConfigKind::interface_name, "[]", "",
         "wireless interfaces whose stations are this interface's clients, for the triggers \"hostapd\" and "
         "\"nl80211\"; none: the interface itself"}),
    {"access", "silence_after", ConfigKind::integer, unset, "s",
     "how long a client may be silent before it is asked whether it is there still, by ARP and neighbour "
     "solicitation; 0: it is never asked. Without this key 10 where there are triggers and none of them "
     "tells "
     "that a client has left, else 0. Packets that the kernel counts are no silence. With more than 10000 "
     "clients it is longer: a second for each 1000",
     0, 3600},
    {"access", "silence_interval", ConfigKind::integer, "2", "s",
     "time to wait for an answer before a client is asked again, or taken for gone", 1, 3600},
    {"access", "silence_retries", ConfigKind::integer, "2", "questions",
     "further ones before a client that does not answer is de-registered: one that saves power answers late",
     0, 100},
    {"access", "waiting", ConfigKind::integer, "1024", "clients",
     "clients there that their LMA was asked for and that have shown nothing but a frame of theirs, which "
     "anybody may invent: no lease, no packet sent, no word of an access point; the oldest of more gives way",
     1, 1000000},
    {"access", "ssid", ConfigKind::ssid, unset, "",
     "SSID of the interface; this and the keys below are told to the LMA (Access Network Identifier)"},
    {"access", "vlan", ConfigKind::integer, unset, "", "VLAN of the interface; not told to the LMA", 1, 4094},
    {"access", "ap_name", ConfigKind::text, unset, "", "name of the access point; needs ssid"},
    {"access", "operator", ConfigKind::realm_name, unset, "", "realm of the access network's operator"},
    {"access", "operator_number", ConfigKind::integer, unset, "",
     "the operator's private enterprise number of IANA, in place of operator", 1, 4294967295},
    {"access", "latitude", ConfigKind::real, unset, "degrees", "where the access point is; north is positive",
     -90, 90},
    {"access", "longitude", ConfigKind::real, unset, "degrees", "where the access point is; east is positive",
     -180, 180},

    {"radius", "address", ConfigKind::address, unset, "",
     "address of this machine that accounting is sent to; without it, any"},
    {"radius", "port", ConfigKind::integer, "1813", "", "UDP port of accounting", 1, 65535},

    {"nas", "address", ConfigKind::sources, "", "", "where it sends from"},
    {"nas", "secret", ConfigKind::secret, unset, "", "secret shared with it; or else secret_file"},
    {"nas", "secret_file", ConfigKind::path, unset, "",
     "file that holds the secret, with nothing else but a line end; not for everybody to read"},
    {"nas", "interface", ConfigKind::interface_name, unset, "",
     "access interface that its stations are behind; without it, the one whose ssid their "
     "Called-Station-Id names, or the only one with the trigger \"radius\""},

    {"client", "mac", ConfigKind::mac_prefix, "\"00:00:00:00:00:00/0\"", "",
     "clients that this is about: one, those whose MAC address begins so, or all"},
    {"client", "interface", ConfigKind::interface_name, unset, "", "only behind this access interface"},
    {"client", "ssid", ConfigKind::ssid, unset, "", "only behind an access interface of this SSID"},
    {"client", "vlan", ConfigKind::integer, unset, "", "only behind an access interface of this VLAN", 1,
     4094},
    {"client", "realm", ConfigKind::realm_name, unset, "", "their realm"},
    {"client", "nai", ConfigKind::nai, unset, "", "the whole NAI of one client"},
    {"client", "services", ConfigKind::choice, unset, "", "what they are registered for", 0, 0,
     choices::services},
    {"client", "downlink_key", ConfigKind::integer, unset, "", "downlink GRE key of one client", 1,
     4294967295},
    {"client", "service_selection", ConfigKind::text, unset, "",
     "the service that the LMA is asked for (RFC 5149)"},
    {"client", "deny", ConfigKind::boolean, "false", "", "whether they are refused"},
    {"client", "reason", ConfigKind::text, unset, "", "why, for the operator; needs deny"},

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
    {"binding", "retry_initial", ConfigKind::integer, "30", "s",
     "time to wait after a refusal; doubles each time", 1, 86400},
    {"binding", "retry_maximum", ConfigKind::integer, "600", "s", "longest time to wait after a refusal", 1,
     86400},
    {"binding", "replay_window", ConfigKind::integer, "7", "s",
     "how far the Timestamp of an LMA's own messages may be from this clock", 3, 255},
    {"binding", "timestamp", ConfigKind::boolean, "true", "",
     "order updates by the Timestamp option (needs synchronised clocks), else by sequence number"},
    {"binding", "initial_handoff", ConfigKind::choice, "\"unknown\"", "",
     "Handoff Indicator of a first registration; \"new-interface\" only where no other gateway serves the "
     "clients",
     0, 0, choices::handoff},
    {"binding", "deregistration_copies", ConfigKind::integer, "3", "updates",
     "de-registrations sent in all before an LMA that does not answer is given up", 1, 100},
    {"binding", "lma_attempts", ConfigKind::integer, "3", "updates",
     "first updates that an LMA may leave unanswered before the realm's next one is asked", 1, 100},
    {"binding", "lma_hold_down", ConfigKind::integer, "60", "s",
     "how long an LMA that did not answer is passed over while the realm has another", 1, 86400},
    {"binding", "return_to_preferred", ConfigKind::boolean, "false", "",
     "whether clients of another LMA go back to the preferred one once it is well; their addresses change"},
    {"binding", "home_registration", ConfigKind::boolean, "false", "",
     "whether updates carry the H flag: RFC 5213 does not use it, some LMAs want it"},
    {"binding", "send_default_router", ConfigKind::boolean, "true", "",
     "whether updates for IPv4 carry the IPv4 Default-Router Address option, with 0.0.0.0, as other MAGs do"},
    {"binding", "link_local_from_lma", ConfigKind::boolean, "false", "",
     "whether each client's LMA picks the link-local address of its IPv6 default router (RFC 5213 section "
     "6.8), else fe80::200:5eff:fe00:5213 is that of every gateway (RFC 6543); the same on all gateways"},
    {"binding", "min_attempt_interval", ConfigKind::integer, "3", "s",
     "a trigger that comes sooner after the last update starts no new attempt; likewise, a client that was "
     "seen so lately is not handed over at an LMA's word",
     0, 3600},
    {"binding", "departure_delay", ConfigKind::integer, "1000", "ms",
     "how long a client may be away that a trigger says has left: one that reassociates keeps its session", 0,
     60000},
    {"binding", "maximum", ConfigKind::integer, "10000", "clients", "more are refused", 1, 1000000},

    {"dhcp", "server_identifier", ConfigKind::ipv4, "\"192.0.2.1\"", "",
     "virtual address of the DHCP server, the same on every gateway"},
    {"dhcp", "lease_time", ConfigKind::integer, "3600", "s",
     "lease time told to clients; one that does not renew its lease is de-registered 10 s after its end, "
     "or loses its IPv4 address alone, if it has IPv6 too",
     10, 31536000},
    list_of({"dhcp", "dns", ConfigKind::ipv4, "[]", "", "DNS servers told to clients"}),
    list_of({"dhcp", "dns6", ConfigKind::ipv6, "[]", "",
             "DNS servers told to clients of IPv6, in router advertisements and by DHCPv6"}),
    list_of(
        {"dhcp", "options", ConfigKind::dhcp_option, "[]", "",
         "further DHCP options for clients that ask for them, by name or number; octets in hex with colons "
         "between, or text in single quotes, lists with commas between; \"domain-search = example.com\" goes "
         "to "
         "clients of IPv6 too, in router advertisements and by DHCPv6"}),
    {"dhcp", "mode", ConfigKind::choice, "\"lma\"", "",
     "who serves the clients: this gateway, a server of relay_to, or whom their LMA says (RFC 5844: the "
     "gateway "
     "if its answer says so, else a server of relay_to, if any)",
     0, 0, choices::dhcp_mode},
    list_of({"dhcp", "relay_to", ConfigKind::ipv4, "[]", "",
             "DHCP servers, the preferred one first; the next is asked where one does not answer. They know "
             "clients "
             "by their home address in the Agent Remote ID. Without any, the gateway serves all"}),
    {"dhcp", "trust_option_82", ConfigKind::boolean, "false", "",
     "whether Relay Agent Information that a switch on the clients' way put in is relayed along; else such "
     "messages are not relayed (RFC 3046)"},
    {"dhcp", "v6", ConfigKind::choice, "\"auto\"", "",
     "what DHCPv6 gives clients: DNS servers and domains to search (stateless), an address in their prefix "
     "too "
     "(stateful: the one that their LMA gave, else the one that their MAC address makes), or an address only "
     "if their LMA gave one (auto)",
     0, 0, choices::dhcp6_mode},
    {"dhcp", "server_duid", ConfigKind::text, "\"00:03:00:01:00:00:5e:00:52:13\"", "",
     "DHCP unique identifier of the DHCPv6 server, the same on every gateway"},

    {"kernel", "mark_mask", ConfigKind::mask, "\"0xff\"", "",
     "contiguous bits of the packet mark that magd may use, and no other program: they hold the number of "
     "the path"},
    {"kernel", "fast_path", ConfigKind::boolean, "true", "",
     "send clients' packets on where they come in (nftables fwd), past the machine's routing and its "
     "chains at the hooks prerouting, forward and postrouting; what needs more, such as an ICMP error, goes "
     "there still. Turn it off to filter clients' packets there"},
    {"kernel", "table_base", ConfigKind::integer, "5213", "",
     "first routing table: one for gateway presence, then two for each LMA and encapsulation", 1, 4294967295},
    {"kernel", "rule_priority", ConfigKind::integer, "5213", "",
     "first of four consecutive priorities of policy rules", 1, 32762},
    {"kernel", "grace_period", ConfigKind::integer, "60", "s",
     "how long a new daemon leaves entries alone of clients that it does not know", 0, 86400},
    {"kernel", "adoption_limit", ConfigKind::integer, "120", "s",
     "how long there may have been no daemon for a new one to go on with the sessions of the last: meanwhile "
     "clients may have gone to other gateways, and nobody took notice",
     0, 86400},

    {"control", "socket", ConfigKind::path, "\"/run/magd/magd.sock\"", "", "unix socket of magctl"},
    {"control", "group", ConfigKind::group_name, "\"magd\"", "",
     "group that may use the socket and change things, beside root and the daemon's own user; need not "
     "exist"},

    {"log", "level", ConfigKind::choice, "\"info\"", "", "least grave lines to log", 0, 0,
     choices::log_level},
}};

inline constexpr ConfigSchema config_schema{config_sections, config_keys};

} // namespace magd
