#include "magd/access/bridge_port.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "nlink/link.hpp"

namespace magd::access {
namespace {

constexpr std::array<std::uint32_t, 1> neighbour_group{RTNLGRP_NEIGH};

/// The bridge under an interface for one VLAN.
base::Result<BridgeScope> scope_under(const nlink::Link& link, const std::vector<nlink::Link>& all) {
    const auto under = link.vlan.value_or(nlink::Vlan{}).under;
    const auto bridge = std::ranges::find(all, under, &nlink::Link::index);
    if (!link.vlan || bridge == all.end() || bridge->kind != "bridge")
        return base::fail("access interface " + link.name + " is neither a bridge nor a VLAN of one");
    if (!bridge->vlan_filtering)
        return base::fail("bridge " + bridge->name + " under access interface " + link.name +
                          " does not tell VLANs apart (its vlan_filtering is off)");
    return BridgeScope{.bridge = under, .vlan = link.vlan->id};
}

/// A bridge that tells VLANs apart has, itself, the clients of the one VLAN whose frames it gets without a
/// tag.
base::Result<BridgeScope> scope_of_bridge(nlink::Socket& socket, const nlink::Link& bridge) {
    if (!bridge.vlan_filtering) return BridgeScope{.bridge = bridge.index};
    const auto pvid = nlink::find_bridge_pvid(socket, bridge.index);
    if (!pvid) return std::unexpected(pvid.error());
    return BridgeScope{.bridge = bridge.index, .vlan = *pvid};
}

base::Result<BridgeScope> scope_of(nlink::Socket& socket, base::IfIndex interface) {
    const auto all = nlink::dump_links(socket);
    if (!all) return std::unexpected(all.error());
    const auto link = std::ranges::find(*all, interface, &nlink::Link::index);
    if (link == all->end()) return base::fail("the access interface went while it was looked at", ENODEV);
    if (link->kind == "bridge") return scope_of_bridge(socket, *link);
    return scope_under(*link, *all);
}

} // namespace

base::Result<BridgePort> BridgePort::open(const std::string& interface, std::span<const std::uint32_t> own) {
    const base::IfIndex index{if_nametoindex(interface.c_str())};
    if (index == base::IfIndex{}) return base::fail_errno("access interface " + interface);
    auto socket = nlink::Socket::open(NETLINK_ROUTE);
    if (!socket) return std::unexpected(socket.error());
    const auto scope = scope_of(*socket, index);
    if (!scope) return std::unexpected(scope.error());
    auto monitor = nlink::Monitor::open(NETLINK_ROUTE, neighbour_group, own);
    if (!monitor) return std::unexpected(monitor.error());
    return BridgePort(interface, index, *scope, std::move(*socket), std::move(*monitor));
}

Sightings BridgePort::receive() {
    Sightings all;
    listener_.receive([&](const nlink::Message& message) {
        const auto entry = nlink::parse_bridge_entry(message);
        if (!entry && nlink::tells_of_bridge_entry(message)) ++drops_[TriggerDrop::unreadable];
        if (!entry) return;
        const auto seen = watch_.heard(*entry);
        all.insert(all.end(), seen.begin(), seen.end());
    });
    return all;
}

/// A bridge that is gone has no entries.
base::Result<Sightings> BridgePort::tick(TimePoint now) {
    if (!listener_.begin_list(now)) return Sightings{};
    const auto entries = nlink::dump_bridge_entries(socket_, watch_.scope().bridge);
    if (!entries && entries.error().code != ENODEV) return std::unexpected(entries.error());
    listener_.listed();
    return watch_.listed(entries.value_or(std::vector<nlink::BridgeEntry>{}));
}

base::Result<void> BridgePort::follow() {
    const base::IfIndex index{if_nametoindex(name_.c_str())};
    if (index == base::IfIndex{}) return {};
    const auto scope = scope_of(socket_, index);
    if (!scope) return std::unexpected(scope.error());
    if (index == index_ && *scope == watch_.scope()) return {};
    index_ = index;
    watch_.follow(*scope);
    listener_.distrust();
    return {};
}

} // namespace magd::access
