#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using nft::Meta;

const std::string neighbour_chain = "neighbour", tag_chain = "tag";

constexpr nft::Register path_register = 8; // behind the longest key

/// Of a client's packets of this family to path `number`.
std::string chain_of(std::uint32_t number, Family family) {
    return (family == Family::ipv4 ? "path_" : "path6_") + std::to_string(number);
}

nft::SetName paths_of(Family family) { return map_of("path", family); }

constexpr std::uint32_t ethertype_at = 12;
const base::Bytes lowest_tag{0x81, 0x00}; ///< greater than what stands for IPv4 there, and for ARP

const base::Bytes link_local_mask{0xff, 0xc0}, link_local{0xfe, 0x80}; // fe80::/10

/// "Its destination is neither this machine nor a group, nor on the link".
nft::Expressions is_for_elsewhere(Family family) {
    const auto type = [](std::uint32_t number) { return nft::Key<std::uint32_t>::octets(number); };
    if (family == Family::ipv4) return {nft::LoadDestinationType{}, nft::Compare{.value = type(RTN_UNICAST)}};
    nft::Expressions elsewhere{nft::LoadDestinationType{}};
    for (const auto other : {RTN_LOCAL, RTN_ANYCAST, RTN_MULTICAST}) // it need not be reachable by our routes
        elsewhere.emplace_back(nft::Compare{.comparison = nft::Comparison::unequal, .value = type(other)});
    return nft::join({elsewhere, masked_is(Header::network, address_place(family).destination,
                                           link_local_mask, link_local, nft::Comparison::unequal)});
}

/// "It needs nothing but to be sent into this tunnel": a packet that the machine itself would forward, to
/// somewhere else, and without a tag, which would go along. A tunnel has one end, so any address finds it.
nft::Expressions into_tunnel(const Path& path, base::IfIndex tunnel, Family family) {
    constexpr std::uint8_t plain_header = 0x45; // IPv4, and no options
    constexpr nft::Register device = 0, neighbour = 1;
    return nft::join(
        {nft::payload_is(Header::link, ethertype_at, ethertype_of(family)),
         passes_unrouted(family, tunnel_mtu(path)),
         family == Family::ipv4 ? nft::payload_is(Header::network, 0, {plain_header}) : nft::Expressions{},
         nft::meta_is(Meta::packet_type, {PACKET_HOST}),
         is_for_elsewhere(family),
         {nft::LoadValue{.value = nft::Key<base::IfIndex>::octets(tunnel), .to = device},
          nft::LoadValue{.value = base::Bytes(address_place(family).size), .to = neighbour},
          nft::Forward{.device = device, .neighbour = neighbour, .family = family}}});
}

/// The priority was nothing but the path's number: see bound_client.
nft::Expressions no_priority() {
    return {nft::LoadValue{.value = UplinkData::octets(0), .to = path_register},
            nft::SetMeta{.what = Meta::priority, .from = path_register}};
}

ChainRules path_chain(const Site& site, const Interfaces& interfaces, std::uint32_t number, Family family) {
    const auto& path = site.paths[number - 1];
    const auto tunnel = interfaces.index(InterfaceName(path.device));
    ChainRules chain{inner_chain(ingress_table, chain_of(number, family)), {}};
    chain.chain.comment = path.device; // see devices_of
    chain.rules.emplace_back("no priority", no_priority());
    if (!site.breakout.empty() && family == Family::ipv4)
        std::ranges::move(breakout_rules(site, number), std::back_inserter(chain.rules));
    chain.rules.emplace_back("connections that open", clamp_opening(number));
    const bool routed = site.local_routing || !has_fast_path(site, path) || tunnel == base::IfIndex{};
    if (!routed) chain.rules.emplace_back(path.device, into_tunnel(path, tunnel, family));
    chain.rules.emplace_back(path.device, nft::join({set_mark(site, number), {nft::accept}}));
    return chain;
}

/// Looks the client up by interface, MAC and source, then its path's chain. Between the two the path's number
/// is the packet's priority: the `nft` program of Debian 12 cannot list a lookup of what a lookup has found.
nft::Expressions bound_client(Family family) {
    const nft::Expressions link{nft::LoadMeta{.what = Meta::input_interface, .to = 0},
                                nft::LoadPayload{.header = Header::link, .offset = 6, .size = 6, .to = 1}};
    return nft::join({is_family(family),
                      link,
                      load_home(family, Header::network, address_place(family).source, 3),
                      {nft::Lookup{.set = map_of(uplink_map, family).name, .from = 0, .to = path_register},
                       nft::SetMeta{.what = Meta::priority, .from = path_register},
                       nft::LoadMeta{.what = Meta::priority, .to = path_register},
                       nft::LookupVerdict{.map = paths_of(family).name, .from = path_register}}});
}

/// For sources of the link alone: neighbour and router discovery and DHCPv6, and nothing to go further.
ChainRules neighbours() {
    const auto destination = address_place(Family::ipv6).destination;
    return {
        inner_chain(ingress_table, neighbour_chain),
        {{"to a group", nft::join({nft::payload_is(Header::network, destination, {0xff}), {nft::accept}})},
         {"to the gateway",
          nft::join({masked_is(Header::network, destination, link_local_mask, link_local), {nft::accept}})},
         {"to elsewhere", counted_drop(PacketDrop::uplink_unknown)}}};
}

/// Frames of a VLAN on an access interface are another interface's. A tag that says a priority alone is none.
ChainRules tags() {
    constexpr std::uint32_t control_at = 14;
    ChainRules chain{inner_chain(ingress_table, tag_chain), {}};
    for (const auto& tag : {base::Bytes{0x81, 0x00}, base::Bytes{0x88, 0xa8}}) // IEEE 802.1Q and 802.1ad
        chain.rules.emplace_back("of a VLAN", nft::join({nft::payload_is(Header::link, ethertype_at, tag),
                                                         masked_is(Header::link, control_at, {0x0f, 0xff},
                                                                   {0, 0}, nft::Comparison::unequal),
                                                         {nft::accept}}));
    return chain;
}

/// What counts as broadcast is routed nowhere.
nft::Expressions as_broadcast() {
    return {nft::LoadValue{.value = {PACKET_BROADCAST}}, nft::SetMeta{.what = Meta::packet_type, .from = 0}};
}

/// The daemon's packet sockets get the frame later. Nobody else shall: what is for this machine ends at the
/// guard of unstamp_chains.
nft::Expressions keep_from_routing() {
    return nft::join({nft::meta_is(Meta::packet_type, {PACKET_HOST}), as_broadcast()});
}

/// To whomever: a server among the clients reaches none of them through the gateway, nor through an LMA. The
/// daemon heeds what is for another station, too, since that is broadcast now.
nft::Expressions rogue_server6() {
    return nft::join({is_family(Family::ipv6),
                      is_protocol(IPPROTO_UDP),
                      nft::payload_is(Header::transport, 2, octets_of(dhcp_client_port6)),
                      as_broadcast(),
                      {nft::accept}});
}

/// To a link-local address: what one client says on its link is never forwarded to another's (RFC 4291
/// section 2.5.6), where the kernel takes the two for one link. It answers neighbour discovery about proxy
/// neighbours by its routing, and what is forwarded of that is void by its hop limit.
nft::Expressions stays_on_link() {
    constexpr std::uint32_t next_header_at = 6;
    return nft::join(
        {is_family(Family::ipv6),
         masked_is(Header::network, address_place(Family::ipv6).destination, link_local_mask, link_local),
         nft::payload_is(Header::network, next_header_at, {IPPROTO_ICMPV6}, nft::Comparison::unequal),
         keep_from_routing()});
}

void add_ipv6(ChainRules& chain) {
    chain.rules.emplace_back("rogue servers, for the daemon", rogue_server6());
    chain.rules.emplace_back("stays on the link", stays_on_link());
    const auto source = address_place(Family::ipv6).source;
    chain.rules.emplace_back("bound clients", bound_client(Family::ipv6));
    chain.rules.emplace_back("link-local source",
                             nft::join({is_family(Family::ipv6),
                                        masked_is(Header::network, source, link_local_mask, link_local),
                                        {nft::go_to(neighbour_chain)}}));
    chain.rules.emplace_back("no source yet",
                             nft::join({is_family(Family::ipv6),
                                        nft::payload_is(Header::network, source, base::Bytes(16)),
                                        {nft::go_to(neighbour_chain)}}));
}

/// All that access interfaces receive; what is no IP packet passes.
ChainRules entry_chain(const Site& site, std::vector<std::string> accesses) {
    ChainRules chain{ingress_chain("uplink", std::move(accesses)),
                     {{"maybe tagged", nft::join({nft::payload_is(Header::link, ethertype_at, lowest_tag,
                                                                  nft::Comparison::at_least),
                                                  {nft::jump_to(tag_chain)}})},
                      {"to the daemon", nft::join({is_udp_to(dhcp_server_port), keep_from_routing()})},
                      {"to the daemon", nft::join({is_udp_to(dhcp_server_port), {nft::accept}})},
                      {"bound clients", bound_client(Family::ipv4)}}};
    if (site.ipv6) add_ipv6(chain);
    chain.rules.emplace_back("rogue servers, for the daemon",
                             nft::join({is_udp_to(dhcp_client_port), keep_from_routing()}));
    chain.rules.emplace_back("rogue servers, for the daemon",
                             nft::join({is_udp_to(dhcp_client_port), {nft::accept}}));
    chain.rules.emplace_back("all others",
                             nft::join({is_family(Family::ipv4), counted_drop(PacketDrop::uplink_unknown)}));
    const auto other = site.ipv6 ? PacketDrop::uplink_unknown : PacketDrop::uplink_not_ipv4;
    chain.rules.emplace_back("all others", nft::join({is_family(Family::ipv6), counted_drop(other)}));
    return chain;
}

/// Those that are there.
std::vector<std::string> present(const std::vector<std::string>& names, const Interfaces& interfaces) {
    std::vector<std::string> there;
    for (const auto& name : names)
        if (interfaces.index(InterfaceName(name)) != base::IfIndex{}) there.push_back(name);
    return there;
}

} // namespace

std::vector<ChainRules> uplink_chains(const Site& site, const Interfaces& interfaces) {
    std::vector<ChainRules> all;
    if (!site.breakout.empty()) all.push_back(breakout_chain(site));
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        for (const auto family : {Family::ipv4, Family::ipv6})
            all.push_back(path_chain(site, interfaces, number, family));
    if (site.ipv6) all.push_back(neighbours());
    all.push_back(tags());
    if (auto accesses = present(site.accesses, interfaces); !accesses.empty())
        all.push_back(entry_chain(site, std::move(accesses)));
    return all;
}

std::vector<nft::Set> path_sets(const Site& site) {
    std::vector<nft::Set> maps;
    for (const auto family : {Family::ipv4, Family::ipv6})
        maps.push_back({.set = paths_of(family),
                        .key = UplinkData::types(),
                        .data = {nft::DataType::verdict},
                        .size = static_cast<std::uint32_t>(site.paths.size())});
    return maps;
}

std::vector<SetEntry> path_entries(const Site& site) {
    std::vector<SetEntry> entries;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        for (const auto family : {Family::ipv4, Family::ipv6})
            entries.push_back(
                {paths_of(family),
                 {.key = UplinkData::octets(number), .data = nft::go_to(chain_of(number, family))}});
    return entries;
}

std::vector<std::string> devices_of(const std::vector<nft::Chain>& chains) {
    std::vector<std::string> devices;
    for (;;) {
        const auto name = chain_of(static_cast<std::uint32_t>(devices.size()) + 1, Family::ipv4);
        const auto chain = std::ranges::find(chains, name, &nft::Chain::name);
        if (chain == chains.end()) return devices;
        devices.push_back(chain->comment);
    }
}

} // namespace magd::kernel
