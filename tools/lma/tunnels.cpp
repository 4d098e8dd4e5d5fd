#include "tools/lma/tunnels.hpp"

#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/netlink.h>

#include <algorithm>
#include <array>
#include <string>

#include "nlink/forwarding.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/route.hpp"
#include "tools/lma/tunnel_shape.hpp"

namespace lma {
namespace {

constexpr std::string_view device_prefix = "lma-";
constexpr base::IfIndex loopback{1};

std::string own_device_name(const CacheEntry& entry) {
    return std::string(device_prefix) + std::to_string(entry.number);
}

/// The default router of IPv4, and the first address of IPv6.
std::vector<nlink::InterfaceAddress> router_addresses(const Pool& pool) {
    std::vector<nlink::InterfaceAddress> out;
    if (pool.ipv4()) out.push_back({.address = base::Prefix{pool.router, 32}, .interface = loopback});
    if (pool.ipv6()) {
        auto first = pool.prefix6->address;
        first.octets.back() = 1;
        out.push_back({.address = base::Prefix{first, 128}, .interface = loopback, .no_detection = true});
    }
    return out;
}

std::vector<nlink::Route> routes_of(const CacheEntry& entry, base::IfIndex device) {
    std::vector<nlink::Route> out;
    if (entry.ipv4)
        out.push_back({.destination = base::Prefix{entry.ipv4->home_address.address, 32}, .out = device});
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes)
            out.push_back({.destination = base::Prefix{prefix.address, prefix.length},
                           .out = device,
                           .scope = RT_SCOPE_UNIVERSE});
    return out;
}

} // namespace

base::Result<Tunnels> Tunnels::open(Ends ends) {
    auto route = nlink::Socket::open(NETLINK_ROUTE);
    if (!route) return std::unexpected(route.error());
    auto generic = nlink::Socket::open(NETLINK_GENERIC);
    if (!generic) return std::unexpected(generic.error());
    Tunnels self(std::move(*route), std::move(*generic), std::move(ends));
    if (const auto removed = self.remove_devices(); !removed) return std::unexpected(removed.error());
    if (const auto opened = self.open_port(); !opened) return std::unexpected(opened.error());
    return self;
}

base::Result<void> Tunnels::run(nlink::Socket& socket, const nlink::Request& request, int tolerated) {
    const auto outcomes = socket.transact(std::span(&request, 1));
    if (!outcomes) return std::unexpected(outcomes.error());
    const auto& outcome = outcomes->front();
    if (outcome.ok() || outcome.code == tolerated) return {};
    return base::fail("kernel refused to " + outcome.what, outcome.code);
}

base::Result<void> Tunnels::open_port() {
    if (!ends_.port) return {};
    const auto fou = nlink::find_fou(generic_);
    if (!fou) return std::unexpected(fou.error());
    fou_ = *fou;
    const nlink::FouPort wanted{.port = *ends_.port};
    const auto ports = nlink::dump_fou_ports(generic_, *fou_);
    if (!ports) return std::unexpected(ports.error());
    if (std::ranges::find(*ports, wanted) != ports->end()) return {};
    return run(generic_, nlink::add_fou_port(*fou_, wanted));
}

base::Result<void> Tunnels::add_router(const Pool& pool) {
    if (pool.ipv6())
        if (auto on = nlink::turn_on(nlink::Ipv6Switch::forwarding, nlink::all_interfaces); !on) return on;
    for (const auto& address : router_addresses(pool))
        if (auto added = run(route_, nlink::add_address(address), EEXIST); !added) return added;
    return {};
}

base::Result<void> Tunnels::remove_router(const Pool& pool) {
    for (const auto& address : router_addresses(pool))
        if (auto removed = run(route_, nlink::remove_address(address), EADDRNOTAVAIL); !removed)
            return removed;
    return {};
}

/// A home prefix is this session's alone, so what stands in its way is a leftover.
base::Result<void> Tunnels::carry(const CacheEntry& entry) {
    if (auto dropped = drop(entry); !dropped) return dropped;
    const auto device = device_for(entry);
    if (!device) return std::unexpected(device.error());
    carried_[entry.number] = {.entry = entry, .device = *device};
    for (const auto& route : routes_of(entry, *device))
        if (auto added = run(route_, nlink::replace_route(route)); !added) return added;
    return {};
}

base::Result<void> Tunnels::drop(const CacheEntry& entry) {
    const auto at = carried_.find(entry.number);
    if (at == carried_.end()) return {};
    const auto carried = std::move(at->second);
    carried_.erase(at);
    if (!pmip::keyed(carried.entry.encapsulation))
        for (const auto& route : routes_of(carried.entry, carried.device))
            if (auto removed = run(route_, nlink::remove_route(route), ESRCH); !removed) return removed;
    return release_device(carried.entry);
}

base::Result<base::IfIndex> Tunnels::device_for(const CacheEntry& entry) {
    if (entry.encapsulation == pmip::Encapsulation::device) return operators_device(entry);
    return pmip::keyed(entry.encapsulation) ? make_device(entry, own_device_name(entry))
                                            : shared_device(entry);
}

base::Result<base::IfIndex> Tunnels::operators_device(const CacheEntry& entry) {
    const auto at = ends_.devices.find(entry.mag);
    return index_of(at == ends_.devices.end() ? ends_.device : at->second);
}

base::Result<base::IfIndex> Tunnels::shared_device(const CacheEntry& entry) {
    auto& shared = shared_[{entry.encapsulation, entry.proxy_coa}];
    shared.sessions.insert(entry.number);
    if (!shared.name.empty()) return index_of(shared.name);
    auto name = std::string(device_prefix) + "mag" + std::to_string(++last_shared_);
    auto made = make_device(entry, name);
    if (made) shared.name = std::move(name);
    return made;
}

base::Result<base::IfIndex> Tunnels::make_device(const CacheEntry& entry, const std::string& name) {
    const auto tunnel = tunnel_of(entry, ends_, name);
    if (!tunnel) return std::unexpected(tunnel.error());
    if (const auto made = run(route_, nlink::add_tunnel(*tunnel)); !made)
        return std::unexpected(made.error());
    const auto index = index_of(name);
    if (!index) return index;
    if (const auto set = configure(*index); !set) return std::unexpected(set.error());
    return index;
}

base::Result<base::IfIndex> Tunnels::index_of(const std::string& name) {
    const auto link = nlink::find_link(route_, name);
    if (!link) return std::unexpected(link.error());
    if (!*link) return base::fail("there is no device " + name);
    return (*link)->index;
}

base::Result<void> Tunnels::configure(base::IfIndex index) {
    const std::array<nlink::Ipv4Setting, 2> settings{
        {{IPV4_DEVCONF_FORWARDING, 1}, {IPV4_DEVCONF_RP_FILTER, 0}}};
    if (auto set = run(route_, nlink::set_ipv4_conf(index, settings)); !set) return set;
    if (auto set = run(route_, nlink::set_no_ipv6_address(index), EAFNOSUPPORT); !set) return set;
    return run(route_, nlink::set_link_up(index));
}

/// A session's own device goes with it, a shared one with the last of its sessions.
base::Result<void> Tunnels::release_device(const CacheEntry& entry) {
    if (entry.encapsulation == pmip::Encapsulation::device) return {};
    if (pmip::keyed(entry.encapsulation))
        return run(route_, nlink::remove_link(own_device_name(entry)), ENODEV);
    const auto at = shared_.find({entry.encapsulation, entry.proxy_coa});
    if (at == shared_.end()) return {};
    at->second.sessions.erase(entry.number);
    if (!at->second.sessions.empty()) return {};
    const auto name = std::move(at->second.name);
    shared_.erase(at);
    return run(route_, nlink::remove_link(name), ENODEV);
}

base::Result<void> Tunnels::remove_devices() {
    const auto links = nlink::dump_links(route_);
    if (!links) return std::unexpected(links.error());
    for (const auto& link : *links)
        if (link.name.starts_with(device_prefix))
            if (auto removed = run(route_, nlink::remove_link(link.name), ENODEV); !removed) return removed;
    return {};
}

base::Result<void> Tunnels::clear() {
    for (const auto& [number, carried] : std::map(carried_))
        if (auto dropped = drop(carried.entry); !dropped) return dropped;
    if (auto removed = remove_devices(); !removed) return removed;
    if (!ends_.port) return {};
    return run(generic_, nlink::remove_fou_port(*fou_, {.port = *ends_.port}), EINVAL);
}

} // namespace lma
