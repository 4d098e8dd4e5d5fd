#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>

#include "magd/kernel/netlink_kernel.hpp"
#include "magd/kernel/rivals.hpp"
#include "nlink/forwarding.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

/// What the kernel holds.
namespace magd::kernel {
namespace {

/// No route of ours over IPv4 has one.
std::optional<base::Ipv6> next_hop_of(const nlink::Route& route) {
    const auto* next_hop = route.gateway ? std::get_if<base::Ipv6>(&*route.gateway) : nullptr;
    return next_hop == nullptr ? std::nullopt : std::optional(*next_hop);
}

/// Whether the machine is a router for IPv6, whatever its interfaces are.
bool routes_ipv6() {
    using enum nlink::Ipv6Switch;
    return nlink::is_on(forwarding, nlink::all_interfaces) &&
           nlink::is_on(neighbour_proxy, nlink::all_interfaces);
}

} // namespace

base::Result<KernelState> NetlinkKernel::dump() {
    KernelState state;
    if (auto done = dump_tunnels(state); !done) return std::unexpected(done.error());
    if (auto done = dump_addresses(state); !done) return std::unexpected(done.error());
    if (auto done = dump_fou_ports(state); !done) return std::unexpected(done.error());
    if (auto done = dump_routes(state); !done) return std::unexpected(done.error());
    if (auto done = dump_tables(state); !done) return std::unexpected(done.error());
    return state;
}

base::Result<void> NetlinkKernel::dump_tunnels(KernelState& state) {
    const auto links = nlink::dump_links(route_);
    if (!links) return std::unexpected(links.error());
    interfaces_.list(*links);
    const bool ipv6 = site_.ipv6 && routes_ipv6();
    for (const auto& link : *links) {
        const InterfaceName name(link.name);
        const bool tunnel = link.name.starts_with(tunnel_prefix);
        if (tunnel) state.tunnels[{name}] = tunnel_of(link);
        if (link.ipv4 && (tunnel || concerns(site_, link.name)))
            state.interfaces[{name}] = {.forwarding = link.ipv4->forwarding,
                                        .reverse_path_filter = link.ipv4->rp_filter != 0,
                                        .ipv6_router = ipv6 && link.ipv6 && link.ipv6->forwarding};
    }
    return {};
}

/// The reserved address, wherever it is: nothing but a gateway like us has it.
base::Result<void> NetlinkKernel::dump_addresses(KernelState& state) {
    const auto addresses = nlink::dump_addresses(route_);
    if (!addresses) return std::unexpected(addresses.error());
    for (const auto& address : *addresses)
        if (address.address == base::Prefix(gateway_address))
            state.addresses[{interfaces_.name(address.interface), gateway_address}] = {};
    return {};
}

base::Result<void> NetlinkKernel::dump_fou_ports(KernelState& state) {
    if (!fou_) return {};
    const auto ports = nlink::dump_fou_ports(generic_, *fou_);
    if (!ports) return std::unexpected(ports.error());
    for (const auto& port : *ports) {
        if (port.port != site_.port) continue;
        if (port.protocol != FouPort{}.protocol)
            return base::fail("UDP port " + std::to_string(port.port) +
                                  " is a FOU port of another protocol (ip fou show): choose another mag.port",
                              EADDRINUSE);
        state.fou_ports[{port.port}] = {};
    }
    return {};
}

base::Result<void> NetlinkKernel::dump_routes(KernelState& state) {
    const auto routes = nlink::dump_routes(route_, {.table = {}, .protocol = own_protocol});
    if (!routes) return std::unexpected(routes.error());
    for (const auto& route : *routes)
        state.routes[key_of(route)] = {interfaces_.name(route.out), next_hop_of(route)};
    const auto rules = nlink::dump_rules(route_);
    if (!rules) return std::unexpected(rules.error());
    for (const auto& rule : *rules)
        if (rule.protocol == own_protocol) state.rules[key_of(rule)] = {};
    const auto neighbours = nlink::dump_neighbours(route_);
    if (!neighbours) return std::unexpected(neighbours.error());
    for (const auto& neighbour : *neighbours)
        if (neighbour.protocol == own_protocol)
            state.neighbours[key_of(neighbour, interfaces_)] = {neighbour.mac.value_or(base::MacAddress{})};
    return {};
}

base::Result<void> NetlinkKernel::dump_tables(KernelState& state) {
    const auto found = ruleset();
    if (!found) return std::unexpected(found.error());
    if (!*found) return {};
    state.ruleset[{}] = **found;
    return dump_elements(netfilter_, interfaces_, state);
}

base::Result<KernelState> NetlinkKernel::untold() {
    KernelState state;
    if (auto done = dump_fou_ports(state); !done) return std::unexpected(done.error());
    const auto proxies = nlink::dump_proxies(route_);
    if (!proxies) return std::unexpected(proxies.error());
    for (const auto& proxy : *proxies)
        if (proxy.protocol == own_protocol) state.neighbours[key_of(proxy, interfaces_)] = {};
    return state;
}

base::Result<std::vector<std::string>> NetlinkKernel::rivals() {
    const auto rules = nlink::dump_rules(route_);
    if (!rules) return std::unexpected(rules.error());
    auto told = kernel::rivals(site_, *rules);
    using enum nlink::nft::Family;
    for (const auto family : {inet, ipv4, ipv6}) {
        const auto chains = nlink::nft::dump_chains(netfilter_, family);
        if (!chains) return std::unexpected(chains.error());
        std::ranges::move(passed_by(site_, *chains), std::back_inserter(told));
    }
    return told;
}

base::Result<std::uint64_t> NetlinkKernel::sent_by(const pmip::Binding& binding) {
    KernelState counting;
    counting.uplink = footprint(site_, carried(site_, binding)).uplink;
    const auto counted = traffic(counting);
    if (!counted) return std::unexpected(counted.error());
    return counted->uplink.packets;
}

std::vector<std::uint32_t> NetlinkKernel::ports() const {
    return {route_.port(), generic_.port(), netfilter_.port()};
}

base::Result<base::Counters<PacketDrop>> NetlinkKernel::counters() {
    base::Counters<PacketDrop> counters;
    for (const auto& table : {ingress_table, stack_table}) {
        const auto listed = nlink::nft::dump_counters(netfilter_, table);
        if (!listed) return std::unexpected(listed.error());
        for (const auto& counter : *listed)
            for (std::size_t i = 0; i < packet_drop_texts.size(); ++i)
                if (counter.name == packet_drop_texts[i].name)
                    counters[static_cast<PacketDrop>(i)] += counter.traffic.packets;
    }
    return counters;
}

} // namespace magd::kernel
