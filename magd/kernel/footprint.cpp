#include "magd/kernel/footprint.hpp"

#include <fmt/format.h>

#include <bit>
#include <cassert>

namespace magd::kernel {
namespace {

constexpr base::Prefix4 any{.address = {}, .length = 0};

/// Rules of one kind share a priority: they match different packets, or lead to the next.
enum RuleOffset : std::uint32_t { downlink = 0, marked = 1, from_access = 2 };

/// Where the kernel's own packets come from, as a rule has it.
const InterfaceName self{"lo"};

/// FNV-1a, 64 bits: short, and the same in every build.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : text) value = (value ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    return value;
}

/// Of everything the nftables rules are made from. Kept with the table, so that a later
/// start knows whether the table there is the one it would make. The leading number is
/// the rules' own version: raise it when they change.
std::string fingerprint(const Site& site) {
    std::string text = fmt::format("2 {} {} {:x} {}", base::to_string(site.address), site.port,
                                   site.mark_mask, site.clients);
    for (const auto& lma : site.lmas) text += ' ' + base::to_string(lma.address);
    for (const auto& access : site.accesses) text += ' ' + access;
    return fmt::format("magd {:016x}", hash(text));
}

void add_lma(KernelState& state, const Site& site, std::uint32_t number) {
    const auto& lma = site.lmas[number - 1];
    const InterfaceName tunnel{tunnel_name(lma)};
    const auto mark = mark_of(site, number);
    state.tunnels[{tunnel}] = {.local = site.address,
                               .remote = lma.address,
                               .port = site.port,
                               .mtu = lma.path_mtu - tunnel_overhead};
    state.interfaces[{tunnel}] = {};
    state.routes[{uplink_table(site, number), any}] = {tunnel};
    state.rules[{site.rule_priority + downlink, 0, 0, tunnel, downlink_table(site, number)}] = {};
    // ICMP errors, such as fragmentation needed, are made here and must find the client.
    state.rules[{site.rule_priority + downlink, 0, 0, self, downlink_table(site, number)}] = {};
    state.rules[{site.rule_priority + marked, mark, site.mark_mask, {}, uplink_table(site, number)}] = {};
}

} // namespace

std::string tunnel_name(const Site::Lma& lma) { return std::string(tunnel_prefix) + lma.name; }

std::uint32_t mark_of(const Site& site, std::uint32_t number) {
    return number << std::countr_zero(site.mark_mask) & site.mark_mask;
}

std::uint32_t uplink_table(const Site& site, std::uint32_t number) {
    return site.table_base + 2 * number - 1;
}

std::uint32_t downlink_table(const Site& site, std::uint32_t number) { return site.table_base + 2 * number; }

KernelState fixed_footprint(const Site& site) {
    KernelState state;
    state.fou_ports[{site.port}] = {};
    for (std::uint32_t number = 1; number <= site.lmas.size(); ++number) add_lma(state, site, number);
    for (const auto& access : site.accesses) {
        state.interfaces[{InterfaceName(access)}] = {};
        state.rules[{site.rule_priority + from_access, 0, 0, InterfaceName(access), site.table_base}] = {};
    }
    // The kernel answers ARP for a proxy neighbour only if the address is routed out of
    // another interface than the one the question came from. Any tunnel serves: packets
    // without a mark are dropped before they are routed by this table.
    state.routes[{site.table_base, any}] = {InterfaceName(tunnel_name(site.lmas.front()))};
    state.ruleset[{}] = {fingerprint(site)};
    return state;
}

Carried carried(const Site& site, const pmip::Binding& binding) {
    assert(binding.ipv4 && binding.uplink_key);
    Carried out{.access = InterfaceName(binding.profile.access_name),
                .mac = binding.profile.mac,
                .home_address = binding.ipv4->home_address.address,
                .default_router = binding.ipv4->default_router,
                .downlink_key = binding.downlink_key,
                .uplink_key = *binding.uplink_key};
    for (std::uint32_t number = 1; number <= site.lmas.size(); ++number)
        if (site.lmas[number - 1].name == binding.lma) out.lma = number;
    assert(out.lma != 0);
    return out;
}

KernelState footprint(const Site& site, const Carried& client) {
    const auto lma = site.lmas[client.lma - 1].address;
    const auto home = client.home_address;
    KernelState state;
    state.routes[{downlink_table(site, client.lma), {home, 32}}] = {client.access};
    state.neighbours[{client.access, home, false}] = {client.mac};
    state.downlink[{lma, client.downlink_key, home}] = {placeholder_key};
    state.uplink_keys[{lma, home}] = {client.uplink_key};
    state.uplink[{client.access, client.mac, home}] = {client.lma};
    return state;
}

KernelState gateway_footprint(const Gateway& gateway) {
    KernelState state;
    state.neighbours[{gateway.access, gateway.router, true}] = {};
    return state;
}

} // namespace magd::kernel
