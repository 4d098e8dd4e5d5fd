#include "magd/kernel/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

#include "magd/kernel/client_sets.hpp"
#include "magd/kernel/fingerprint.hpp"

namespace magd::kernel {
namespace {

using base::Family;
using pmip::Encapsulation;

/// Rules of one kind share a priority: they match different packets, or lead to the next.
enum RuleOffset : std::uint32_t { downlink = 0, stray = 1, marked = 2, presence = 3 };

/// Where the kernel's own packets come from, as a rule has it.
const InterfaceName loopback{"lo"};

/// Of the rule that drops.
constexpr std::uint32_t no_table = 0;

base::Prefix any(Family family) { return {base::unspecified(family), 0}; }

std::vector<Family> families(const Site& site) {
    return site.ipv6 ? std::vector{Family::ipv4, Family::ipv6} : std::vector{Family::ipv4};
}

Tunnel tunnel_to(const Site& site, const Path& path) {
    Tunnel tunnel{.gre = path.encapsulation != Encapsulation::ip,
                  .local = path.local,
                  .remote = path.remote,
                  .key = {},
                  .port = {},
                  .mtu = tunnel_mtu(path)};
    if (keyed(path.encapsulation)) tunnel.key = placeholder_of(path.encapsulation);
    if (path.encapsulation == Encapsulation::gre_udp) tunnel.port = site.port;
    return tunnel;
}

/// Only keyed packets are known to be some client's when they leave their tunnel; those of an
/// operator's own tunnel may be for others.
bool drops_strays(const Path& path) {
    return !keyed(path.encapsulation) && path.encapsulation != Encapsulation::device;
}

void add_rules(KernelState& state, const Site& site, std::uint32_t number, Family family) {
    const auto& path = site.paths[number - 1];
    const InterfaceName tunnel{path.device};
    const auto priority = site.rule_priority;
    const auto down = downlink_table(site, number);
    const auto up = uplink_table(site, number);
    state.routes[{up, any(family)}] = {tunnel};
    state.rules[{family, priority + downlink, 0, 0, tunnel, down}] = {};
    // ICMP errors, such as fragmentation needed, are made here and must find the client.
    state.rules[{family, priority + downlink, 0, 0, loopback, down}] = {};
    const auto mark = mark_of(site, number);
    if (site.local_routing) state.rules[{family, priority + downlink, mark, site.mark_mask, {}, down}] = {};
    state.rules[{family, priority + marked, mark, site.mark_mask, {}, up}] = {};
    if (drops_strays(path)) state.rules[{family, priority + stray, 0, 0, tunnel, no_table}] = {};
}

/// Flows that leave locally go where the machine's own routes lead; answers find the clients by the
/// tables of their paths.
void add_breakout(KernelState& state, const Site& site) {
    constexpr std::uint32_t main_table = 254;
    const auto priority = site.rule_priority;
    const auto mark = mark_of(site, breakout_number(site));
    state.rules[{Family::ipv4, priority + marked, mark, site.mark_mask, {}, main_table}] = {};
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        state.rules[{Family::ipv4, priority + downlink, 0, 0, InterfaceName(site.breakout),
                     downlink_table(site, number)}] = {};
}

void add_path(KernelState& state, const Site& site, std::uint32_t number) {
    const auto& path = site.paths[number - 1];
    const InterfaceName device{path.device};
    if (path.encapsulation != Encapsulation::device) state.tunnels[{device}] = tunnel_to(site, path);
    state.interfaces[{device}] = {.ipv6_router = site.ipv6};
    for (const auto family : families(site)) add_rules(state, site, number, family);
}

/// But for the links, which it does not know.
Ruleset fixed_ruleset(const Site& site) {
    Ruleset ruleset{
        .site = fingerprint(site), .links = {}, .maps = maps_fingerprint(client_sets(site), entries_version)};
    for (const auto& path : site.paths) ruleset.paths.push_back(path.device);
    return ruleset;
}

void add_access(KernelState& state, const Site& site, const InterfaceName& access) {
    state.interfaces[{access}] = {.ipv6_router = site.ipv6};
    state.rules[{Family::ipv4, site.rule_priority + presence, 0, 0, access, site.table_base}] = {};
    if (site.ipv6) state.addresses[{access, gateway_address}] = {};
}

/// What lets packets of this address pass, both ways.
void add_elements(KernelState& state, const Site& site, const Carried& client, const base::Address& home) {
    const auto& path = site.paths[client.path - 1];
    state.uplink[{client.access, client.mac, home}] = {client.path};
    if (keyed(path.encapsulation)) state.uplink_keys[{client.path, home}] = {client.uplink_key};
    auto& downlink = state.downlink[{client.path, client.downlink_key, home}];
    downlink.access = client.access;
    if (base::family_of(home) == Family::ipv6) downlink.next_hop = link_local_of(client.mac);
}

std::vector<Path>::const_iterator path_of(const Site& site, const pmip::Binding& binding) {
    return std::ranges::find_if(site.paths, [&](const Path& one) {
        return one.lma == binding.lma && one.encapsulation == binding.encapsulation;
    });
}

} // namespace

KernelState receive_ports(const Site& site) {
    KernelState state;
    for (const auto& path : site.paths)
        if (path.encapsulation == Encapsulation::gre_udp) state.fou_ports[{site.port}] = {};
    return state;
}

KernelState fixed_footprint(const Site& site) {
    auto state = receive_ports(site);
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number) add_path(state, site, number);
    for (const auto& access : site.accesses) add_access(state, site, InterfaceName(access));
    if (!site.breakout.empty()) add_breakout(state, site);
    // The kernel answers ARP for a proxy neighbour only if the address is routed out of
    // another interface than the one the question came from. Any tunnel serves: packets
    // without a mark are dropped before they are routed by this table.
    state.routes[{site.table_base, any(Family::ipv4)}] = {InterfaceName(site.paths.front().device)};
    state.ruleset[{}] = fixed_ruleset(site);
    return state;
}

std::string obstacle(const Site& site, const pmip::Binding& binding) {
    const std::string& access = binding.profile.access_name;
    if (std::ranges::find(site.accesses, access) == site.accesses.end())
        return access + " is no access interface any more";
    if (path_of(site, binding) == site.paths.end())
        return fmt::format("no tunnel to {} with encapsulation {} any more", binding.lma,
                           name(binding.encapsulation));
    if (binding.ipv6 && !site.ipv6) return "no realm has IPv6 any more";
    return "";
}

Carried carried(const Site& site, const pmip::Binding& binding) {
    const auto path = path_of(site, binding);
    assert(path != site.paths.end() && (binding.ipv4 || binding.ipv6));
    Carried out{.access = InterfaceName(binding.profile.access_name),
                .mac = binding.profile.mac,
                .path = static_cast<std::uint32_t>(path - site.paths.begin()) + 1,
                .ipv4 = binding.ipv4};
    if (binding.ipv6) out.ipv6 = *binding.ipv6;
    if (!site.breakout.empty() && binding.offload && binding.ipv4)
        if (auto offload = offload_of(*binding.offload, binding.ipv4->home_address.address))
            out.offload = std::move(*offload);
    if (!keyed(path->encapsulation)) return out;
    assert(binding.uplink_key);
    out.downlink_key = binding.downlink_key;
    out.uplink_key = *binding.uplink_key;
    return out;
}

KernelState footprint(const Site& site, const Carried& client) {
    const auto table = downlink_table(site, client.path);
    KernelState state;
    if (client.ipv4) {
        const auto home = client.ipv4->home_address.address;
        state.routes[{table, base::Prefix4{home, 32}}] = {client.access};
        state.neighbours[{client.access, home, false}] = {client.mac};
        add_elements(state, site, client, home);
        if (client.offload)
            state = merged(std::move(state), offload_footprint(client.path, home, *client.offload));
    }
    if (!client.ipv6) return state;
    // One next hop for all addresses that the client forms in its prefixes: no neighbour is asked for.
    const auto next_hop = link_local_of(client.mac);
    state.neighbours[{client.access, next_hop, false}] = {client.mac};
    for (const auto& prefix : client.ipv6->home_prefixes) {
        const base::Prefix6 home{prefix.network(), prefix.length};
        state.routes[{table, home}] = {client.access, next_hop};
        add_elements(state, site, client, home.address);
    }
    return state;
}

bool is_behind(const Carried& client, const InterfaceName& access, base::Ipv4 home) {
    return client.access == access && client.ipv4 && client.ipv4->home_address.address == home;
}

base::Ipv6 link_local_of(const base::MacAddress& mac) {
    const auto& m = mac.octets;
    const auto first = static_cast<std::uint8_t>(m[0] ^ 0x02);
    return {{0xfe, 0x80, 0, 0, 0, 0, 0, 0, first, m[1], m[2], 0xff, 0xfe, m[3], m[4], m[5]}};
}

std::vector<Gateway> gateways_of(const Carried& client) {
    std::vector<Gateway> gateways;
    if (client.ipv4) gateways.push_back({client.access, client.ipv4->default_router});
    if (client.ipv6 && client.ipv6->link_local != gateway_address.address)
        gateways.push_back({client.access, client.ipv6->link_local});
    return gateways;
}

KernelState gateway_footprint(const Gateway& gateway) {
    KernelState state;
    state.neighbours[{gateway.access, gateway.router, true}] = {};
    return state;
}

} // namespace magd::kernel
