#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/clients.hpp"
#include "tests/sim/world.hpp"

/// When all has come to rest, both ends and all kernels say the same.
namespace sim {

using namespace pmip;

void World::rest() {
    ++tally_.rests;
    for (std::size_t i = 0; i < clients_.size(); ++i) rest_of(i);
    for (auto& node : mags_) rest_of(node);
    for (const auto& node : lmas_) rest_of(node);
    for (auto& node : mags_) {
        node.watch.rest();
        if (node.watch.violation() && !violation_) violation_ = node.watch.violation();
    }
}

/// A client that is there has the services that it asked for, at one MAG and one LMA.
void World::rest_of(std::size_t number) {
    const auto& client = clients_[number];
    for (const auto& node : mags_)
        if (client.at != node.end.number && node.mag.find(client.profile.mac) != nullptr)
            fail(must::rest_service, number, name_of(node.end) + " has a binding of a client that has left");
    if (!client.at) return;
    const auto* binding = mags_[*client.at].mag.find(client.profile.mac);
    if (binding == nullptr) return fail(must::rest_service, number, "no binding");
    if (binding->phase != Phase::active && binding->phase != Phase::refresh_pending)
        return fail(must::rest_service, number,
                    fmt::format("{}: {}", name(binding->phase), *binding->reason));
    if (binding->profile != client.profile) fail(must::rest_service, number, "the profile is another");
    const auto none = pmip::barred_by_lma(*binding);
    const bool ipv4 = client.profile.ipv4 && !binding->waived.ipv4 && !none.ipv4;
    const bool ipv6 = client.profile.ipv6 && !none.ipv6;
    if (binding->ipv4.has_value() != ipv4 || binding->ipv6.has_value() != ipv6)
        fail(must::rest_service, number, "a service is missing: " + *binding->shortfall);
    if (!served(number)) fail(must::rest_service, number, "it was not told");
}

/// The kernel carries the bindings as they are, and nothing else.
void World::rest_of(const MagNode& node) {
    const auto& carried = node.kernel.carried();
    for (const auto& [mac, binding] : node.mag.bindings()) {
        const auto at = carried.find(mac);
        const bool alike = at != carried.end() && at->second.ipv4 == binding.ipv4 &&
                           at->second.ipv6 == binding.ipv6 && at->second.profile == binding.profile &&
                           at->second.uplink_key == binding.uplink_key && at->second.lma == binding.lma &&
                           at->second.downlink_key == binding.downlink_key;
        if (binding.wanted && !alike) fail(must::rest_kernel, number_of(mac), name_of(node.end));
    }
    for (const auto& [mac, binding] : carried)
        if (node.mag.find(mac) == nullptr)
            fail(must::rest_kernel, number_of(mac), "the kernel carries nobody's");
}

/// What the LMA's entry gives the client for IPv6, as a MAG has it.
static base::Boxed<Ipv6Session> ipv6_of(const lma::CacheEntry& entry) {
    base::Boxed<Ipv6Session> session;
    if (entry.ipv6) session = *entry.ipv6;
    if (session && !entry.link_local.unspecified()) session->link_local = entry.link_local;
    return session;
}

/// Each session of the LMA is a binding of the MAG that it names, and the other way round.
void World::rest_of(const LmaNode& node) {
    std::map<std::string, std::size_t> sessions;
    for (const auto& [number, entry] : node.lma.entries()) {
        const auto client = number_of(std::string_view(entry.mn_id.identifier)).value_or(0);
        const auto at = clients_[client].at;
        const auto* binding = at ? mags_[*at].mag.find(mac_of(client)) : nullptr;
        const auto who = name_of(node.end);
        if (entry.deregistered) continue;
        if (binding == nullptr || binding->lma != who) {
            fail(must::rest_agree, client, who + " has a session of nobody");
            continue;
        }
        const bool alike = entry.mag == base::Address{address_of(mags_[*at].end)} &&
                           entry.ipv4 == binding->ipv4 && ipv6_of(entry) == binding->ipv6 &&
                           entry.downlink_key == binding->downlink_key &&
                           entry.uplink_key == binding->uplink_key;
        if (!alike) fail(must::rest_agree, client, who + " has something else");
        const auto tunnel = node.tunnels.find(number);
        if (tunnel == node.tunnels.end() || tunnel->second.ipv4 != entry.ipv4 ||
            tunnel->second.downlink_key != entry.downlink_key || tunnel->second.proxy_coa != entry.proxy_coa)
            fail(must::rest_kernel, client, who + "'s kernel carries something else");
        if (++sessions[entry.mn_id.identifier] > 1) fail(must::rest_agree, client, who + " has two sessions");
    }
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const auto at = clients_[i].at;
        const auto* binding = at ? mags_[*at].mag.find(mac_of(i)) : nullptr;
        if (binding != nullptr && binding->lma == name_of(node.end) && !sessions.contains(name_of(i)))
            fail(must::rest_agree, i, name_of(node.end) + " has no session");
    }
}

} // namespace sim
