#include "magd/kernel/route_steps.hpp"

#include <linux/ip.h>

#include <array>
#include <cerrno>
#include <utility>

#include "magd/kernel/site.hpp"
#include "magd/kernel/words.hpp"
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

/// A request in an operator's words, who knows interfaces by name: nlink has their numbers alone.
nlink::Request in_words(std::string what, nlink::Request request) {
    request.what = std::move(what);
    return request;
}
nlink::Request in_words(const char* verb, const auto& key, const auto& value, nlink::Request request) {
    return in_words(verb + (' ' + words(key, value)), std::move(request));
}

/// Forwarding and reverse path filter, and no random delay before an answer for a router. A tunnel
/// says nothing of its own when it comes up: only clients' packets have keys.
void add_settings(std::vector<Step>& steps, const InterfaceKey& key, const InterfaceSettings& value,
                  const Interfaces& interfaces) {
    const auto index = interfaces.index(key.name);
    const std::string name(key.name.view());
    const std::array<nlink::Ipv4Setting, 2> conf{{
        {IPV4_DEVCONF_FORWARDING, value.forwarding ? 1 : 0},
        {IPV4_DEVCONF_RP_FILTER, value.reverse_path_filter ? 1 : 0},
    }};
    const auto proxy_delay = [&](base::Family family) {
        return nlink::set_proxy_delay(index, family, std::chrono::milliseconds{0});
    };
    const auto add = [&](const std::string& what, nlink::Request request, int tolerated = 0) {
        steps.push_back({.request = in_words(what, std::move(request)), .tolerated = tolerated});
    };
    add("set IPv4 settings of " + name, nlink::set_ipv4_conf(index, conf));
    add("set the IPv4 neighbour proxy delay of " + name, proxy_delay(base::Family::ipv4));
    if (value.ipv6_router)
        add("set the IPv6 neighbour proxy delay of " + name, proxy_delay(base::Family::ipv6));
    if (!key.name.view().starts_with(tunnel_prefix)) return;
    add("keep " + name + " without an IPv6 address", nlink::set_no_ipv6_address(index), EAFNOSUPPORT);
    add("set up " + name, nlink::set_link_up(index));
}

void add_route_steps(std::vector<Step>& steps, const Plan& plan, const Interfaces& interfaces) {
    for (const auto& [key, value] : plan.create.routes) {
        const auto route = to_netlink(key, value, interfaces);
        steps.push_back({in_words("add", key, value, nlink::add_route(route)), nlink::remove_route(route)});
    }
    for (const auto& [key, value] : plan.replace.routes)
        steps.push_back(
            {in_words("replace", key, value, nlink::replace_route(to_netlink(key, value, interfaces))),
             nlink::replace_route(to_netlink(key, plan.replaced.routes.at(key), interfaces))});
}

void add_neighbour_steps(std::vector<Step>& steps, const Plan& plan, const Interfaces& interfaces) {
    for (const auto& [key, value] : plan.create.neighbours) {
        // What the kernel learnt by itself about a client gives way.
        const auto neighbour = to_netlink(key, value, interfaces);
        steps.push_back({in_words("add", key, value, nlink::replace_neighbour(neighbour)),
                         nlink::remove_neighbour(neighbour)});
    }
    for (const auto& [key, value] : plan.replace.neighbours)
        steps.push_back(
            {in_words("replace", key, value, nlink::replace_neighbour(to_netlink(key, value, interfaces))),
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
        steps.push_back({in_words("remove", key, tunnel, nlink::remove_link(std::string(key.name.view())))});
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, value] : state->tunnels) {
            const auto tunnel = to_netlink(key, value);
            steps.push_back({.request = in_words("add", key, value, nlink::add_tunnel(tunnel)),
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
        steps.push_back(
            {in_words("add", key, value, nlink::add_address(address)), nlink::remove_address(address)});
    }
    // Where a client has moved to, it is known before packets are led there.
    add_neighbour_steps(steps, plan, interfaces);
    add_route_steps(steps, plan, interfaces);
    for (const auto& [key, value] : plan.create.rules)
        steps.push_back({in_words("add", key, value, nlink::add_rule(to_netlink(key))),
                         nlink::remove_rule(to_netlink(key))});
    return steps;
}

std::vector<nlink::Request> removals(const Plan& plan, const Interfaces& interfaces) {
    std::vector<nlink::Request> requests;
    const auto remove = [&](const auto& key, const auto& value, nlink::Request request) {
        requests.push_back(in_words("remove", key, value, std::move(request)));
    };
    // What an interface held that has gone went with it, and number 0 is no question for the kernel.
    const auto there = [&](const InterfaceName& name) { return interfaces.index(name) != base::IfIndex{}; };
    for (const auto& [key, value] : plan.remove.neighbours)
        if (there(key.interface))
            remove(key, value, nlink::remove_neighbour(to_netlink(key, value, interfaces)));
    for (const auto& [key, value] : plan.remove.rules)
        remove(key, value, nlink::remove_rule(to_netlink(key)));
    for (const auto& [key, value] : plan.remove.routes)
        remove(key, value, nlink::remove_route(to_netlink(key, value, interfaces)));
    for (const auto& [key, value] : plan.remove.addresses)
        if (there(key.interface)) remove(key, value, nlink::remove_address(to_netlink(key, interfaces)));
    for (const auto& [key, value] : plan.remove.tunnels)
        remove(key, value, nlink::remove_link(std::string(key.name.view())));
    return requests;
}

} // namespace magd::kernel
