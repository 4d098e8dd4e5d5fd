#include "tools/lma/tunnels.hpp"

#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/netlink.h>

#include <algorithm>
#include <array>
#include <string>

#include "nlink/interface_address.hpp"
#include "nlink/route.hpp"

namespace lma {
namespace {

constexpr std::string_view device_prefix = "lma-";
constexpr std::uint32_t tunnel_mtu = 1464; ///< 1500 less IPv4 20, UDP 8, GRE with key 8
constexpr base::IfIndex loopback{1};

std::string device_name(const CacheEntry& entry) {
    return std::string(device_prefix) + std::to_string(entry.number);
}

nlink::InterfaceAddress router_address(const Pool& pool) {
    return {.address = {pool.router, 32}, .interface = loopback};
}

} // namespace

base::Result<Tunnels> Tunnels::open(base::Ipv4 local, std::uint16_t port) {
    auto route = nlink::Socket::open(NETLINK_ROUTE);
    if (!route) return std::unexpected(route.error());
    auto generic = nlink::Socket::open(NETLINK_GENERIC);
    if (!generic) return std::unexpected(generic.error());
    const auto fou = nlink::find_fou(*generic);
    if (!fou) return std::unexpected(fou.error());
    Tunnels self(std::move(*route), std::move(*generic), *fou, local, port);
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
    const nlink::FouPort wanted{.port = port_};
    const auto ports = nlink::dump_fou_ports(generic_, fou_);
    if (!ports) return std::unexpected(ports.error());
    if (std::ranges::find(*ports, wanted) != ports->end()) return {};
    return run(generic_, nlink::add_fou_port(fou_, wanted));
}

base::Result<void> Tunnels::add_router(const Pool& pool) {
    return run(route_, nlink::add_address(router_address(pool)), EEXIST);
}

base::Result<void> Tunnels::remove_router(const Pool& pool) {
    return run(route_, nlink::remove_address(router_address(pool)), EADDRNOTAVAIL);
}

base::Result<void> Tunnels::carry(const CacheEntry& entry) {
    const auto* mag = std::get_if<base::Ipv4>(&entry.proxy_coa);
    if (mag == nullptr) return base::fail("a gateway without an IPv4 address is not carried");
    if (!entry.ipv4) return base::fail("a session without IPv4 is not carried");
    if (auto dropped = drop(entry); !dropped) return dropped;
    const nlink::Tunnel tunnel{.name = device_name(entry),
                               .local = local_,
                               .remote = *mag,
                               .input_key = entry.uplink_key,
                               .output_key = entry.downlink_key,
                               .fou_port = port_,
                               .mtu = tunnel_mtu};
    if (auto made = run(route_, nlink::add_tunnel(tunnel)); !made) return made;
    const auto link = nlink::find_link(route_, tunnel.name);
    if (!link) return std::unexpected(link.error());
    if (!*link) return base::fail("tunnel device " + tunnel.name + " vanished");
    const auto index = (*link)->index;
    const std::array<nlink::Ipv4Setting, 2> settings{
        {{IPV4_DEVCONF_FORWARDING, 1}, {IPV4_DEVCONF_RP_FILTER, 0}}};
    if (auto set = run(route_, nlink::set_ipv4_conf(index, settings)); !set) return set;
    if (auto set = run(route_, nlink::set_no_ipv6_address(index), EAFNOSUPPORT); !set) return set;
    if (auto set = run(route_, nlink::set_link_up(index)); !set) return set;
    return run(route_,
               nlink::add_route(
                   {.destination = {entry.ipv4->home_address.address, 32}, .out = index, .gateway = {}}));
}

base::Result<void> Tunnels::drop(const CacheEntry& entry) {
    return run(route_, nlink::remove_link(device_name(entry)), ENODEV);
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
    if (auto removed = remove_devices(); !removed) return removed;
    return run(generic_, nlink::remove_fou_port(fou_, {.port = port_}), EINVAL);
}

} // namespace lma
