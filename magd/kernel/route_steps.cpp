#include "magd/kernel/route_steps.hpp"

#include <linux/ip.h>

#include <array>
#include <cerrno>

#include "magd/kernel/site.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

namespace magd::kernel {
namespace {

nlink::Tunnel to_netlink(const TunnelKey& key, const Tunnel& tunnel) {
    return {.name = std::string(key.name.view()),
            .kind = tunnel.gre ? nlink::TunnelKind::gre : nlink::TunnelKind::ip,
            .local = tunnel.local,
            .remote = tunnel.remote,
            .input_key = tunnel.key,
            .output_key = tunnel.key,
            .fou_port = tunnel.port,
            .mtu = tunnel.mtu};
}

nlink::Route to_netlink(const RouteKey& key, const Route& route, const Interfaces& interfaces) {
    const bool ipv4 = base::family_of(key.destination.address) == base::Family::ipv4;
    return {.table = key.table,
            .destination = key.destination,
            .out = interfaces.index(route.out),
            .gateway = route.next_hop,
            .onlink = route.next_hop.has_value(),
            .protocol = own_protocol,
            .scope = static_cast<std::uint8_t>(ipv4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE)};
}

nlink::InterfaceAddress to_netlink(const AddressKey& key, const Interfaces& interfaces) {
    return {.address = key.address, .interface = interfaces.index(key.interface), .no_detection = true};
}

nlink::Rule to_netlink(const RuleKey& key) {
    return {.family = key.family,
            .action = key.table == 0 ? nlink::RuleAction::blackhole : nlink::RuleAction::lookup,
            .priority = key.priority,
            .table = key.table,
            .mark = key.mark,
            .mask = key.mask,
            .input_interface = std::string(key.in.view()),
            .protocol = own_protocol};
}

nlink::Neighbour to_netlink(const NeighbourKey& key, const Neighbour& neighbour,
                            const Interfaces& interfaces) {
    nlink::Neighbour out{.address = key.address,
                         .interface = interfaces.index(key.interface),
                         .mac = {},
                         .proxy = key.proxy,
                         .router = key.proxy, // clients keep it as their default router (RFC 4861 7.2.5)
                         .protocol = own_protocol};
    if (!key.proxy) out.mac = neighbour.mac;
    return out;
}

/// Forwarding and reverse path filter, and no random delay before an answer for a router. A tunnel
/// says nothing of its own when it comes up: only clients' packets have keys.
void add_settings(std::vector<Step>& steps, const InterfaceKey& key, const InterfaceSettings& value,
                  const Interfaces& interfaces) {
    const auto index = interfaces.index(key.name);
    const std::array<nlink::Ipv4Setting, 2> conf{{
        {IPV4_DEVCONF_FORWARDING, value.forwarding ? 1 : 0},
        {IPV4_DEVCONF_RP_FILTER, value.reverse_path_filter ? 1 : 0},
    }};
    steps.push_back({nlink::set_ipv4_conf(index, conf)});
    steps.push_back({nlink::set_proxy_delay(index, base::Family::ipv4, std::chrono::milliseconds{0})});
    if (value.ipv6_router)
        steps.push_back({nlink::set_proxy_delay(index, base::Family::ipv6, std::chrono::milliseconds{0})});
    if (!key.name.view().starts_with(tunnel_prefix)) return;
    steps.push_back({.request = nlink::set_no_ipv6_address(index), .tolerated = EAFNOSUPPORT});
    steps.push_back({nlink::set_link_up(index)});
}

void add_route_steps(std::vector<Step>& steps, const Plan& plan, const Interfaces& interfaces) {
    for (const auto& [key, value] : plan.create.routes) {
        const auto route = to_netlink(key, value, interfaces);
        steps.push_back({nlink::add_route(route), nlink::remove_route(route)});
    }
    for (const auto& [key, value] : plan.replace.routes)
        steps.push_back({nlink::replace_route(to_netlink(key, value, interfaces)),
                         nlink::replace_route(to_netlink(key, plan.replaced.routes.at(key), interfaces))});
}

void add_neighbour_steps(std::vector<Step>& steps, const Plan& plan, const Interfaces& interfaces) {
    for (const auto& [key, value] : plan.create.neighbours) {
        // What the kernel learnt by itself about a client gives way.
        const auto neighbour = to_netlink(key, value, interfaces);
        steps.push_back({nlink::replace_neighbour(neighbour), nlink::remove_neighbour(neighbour)});
    }
    for (const auto& [key, value] : plan.replace.neighbours)
        steps.push_back(
            {nlink::replace_neighbour(to_netlink(key, value, interfaces)),
             nlink::replace_neighbour(to_netlink(key, plan.replaced.neighbours.at(key), interfaces))});
}

} // namespace

RouteKey key_of(const nlink::Route& route) { return {route.table, route.destination}; }

RuleKey key_of(const nlink::Rule& rule) {
    return {rule.family, rule.priority, rule.mark, rule.mask, InterfaceName(rule.input_interface),
            rule.table};
}

NeighbourKey key_of(const nlink::Neighbour& neighbour, const Interfaces& interfaces) {
    return {interfaces.name(neighbour.interface), neighbour.address, neighbour.proxy};
}

Tunnel tunnel_of(const nlink::Link& link) {
    const auto& tunnel = link.tunnel;
    if (!tunnel || !link.up || tunnel->input_key != tunnel->output_key) return {};
    return {.gre = tunnel->kind == nlink::TunnelKind::gre,
            .local = tunnel->local,
            .remote = tunnel->remote,
            .key = tunnel->input_key,
            .port = tunnel->fou_port,
            .mtu = tunnel->mtu};
}

std::vector<Step> tunnel_steps(const Plan& plan) {
    std::vector<Step> steps;
    for (const auto& [key, tunnel] : plan.replaced.tunnels)
        steps.push_back({nlink::remove_link(std::string(key.name.view())), {}});
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, value] : state->tunnels) {
            const auto tunnel = to_netlink(key, value);
            steps.push_back({.request = nlink::add_tunnel(tunnel),
                             .undo = nlink::remove_link(tunnel.name),
                             .module = nlink::module_of(tunnel)});
        }
    return steps;
}

std::vector<Step> creation_steps(const Plan& plan, const Interfaces& interfaces) {
    std::vector<Step> steps;
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, value] : state->interfaces) add_settings(steps, key, value, interfaces);
    for (const auto& [key, value] : plan.create.addresses) {
        const auto address = to_netlink(key, interfaces);
        steps.push_back({nlink::add_address(address), nlink::remove_address(address)});
    }
    // Where a client has moved to, it is known before packets are led there.
    add_neighbour_steps(steps, plan, interfaces);
    add_route_steps(steps, plan, interfaces);
    for (const auto& [key, value] : plan.create.rules)
        steps.push_back({nlink::add_rule(to_netlink(key)), nlink::remove_rule(to_netlink(key))});
    return steps;
}

std::vector<nlink::Request> removals(const Plan& plan, const Interfaces& interfaces) {
    std::vector<nlink::Request> requests;
    for (const auto& [key, value] : plan.remove.neighbours)
        requests.push_back(nlink::remove_neighbour(to_netlink(key, value, interfaces)));
    for (const auto& [key, value] : plan.remove.rules)
        requests.push_back(nlink::remove_rule(to_netlink(key)));
    for (const auto& [key, value] : plan.remove.routes)
        requests.push_back(nlink::remove_route(to_netlink(key, value, interfaces)));
    for (const auto& [key, value] : plan.remove.addresses)
        requests.push_back(nlink::remove_address(to_netlink(key, interfaces)));
    for (const auto& [key, tunnel] : plan.remove.tunnels)
        requests.push_back(nlink::remove_link(std::string(key.name.view())));
    return requests;
}

} // namespace magd::kernel
