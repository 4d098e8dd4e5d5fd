#include "magd/kernel/monitor.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/kernel/offload_elements.hpp"
#include "magd/kernel/route_steps.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_set.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;

constexpr std::array<std::uint32_t, 10> route_groups{
    RTNLGRP_LINK,       RTNLGRP_NEIGH,     RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,  RTNLGRP_IPV4_ROUTE,
    RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE,   RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF};
constexpr std::array<std::uint32_t, 1> netfilter_groups{NFNLGRP_NFTABLES};

constexpr int datagrams_per_wakeup = 64;
constexpr std::size_t most_gone = 256;

bool own(const Site& site, const nlink::Route& route) {
    const auto last = downlink_table(site, static_cast<std::uint32_t>(site.paths.size()));
    return route.protocol == own_protocol || (route.table >= site.table_base && route.table <= last);
}

constexpr Disturbance objects{.objects = true};
constexpr Disturbance ruleset{.ruleset = true};

Disturbance objects_if(bool concerned) { return concerned ? objects : Disturbance{}; }

} // namespace

base::Result<Monitor> Monitor::open(const Site& site, std::span<const std::uint32_t> own) {
    auto route = nlink::Monitor::open(NETLINK_ROUTE, route_groups, own);
    if (!route) return std::unexpected(route.error());
    auto netfilter = nlink::Monitor::open(NETLINK_NETFILTER, netfilter_groups, own);
    if (!netfilter) return std::unexpected(netfilter.error());
    return Monitor(site, std::move(*route), std::move(*netfilter));
}

Disturbance& Disturbance::operator|=(const Disturbance& other) {
    gone = gone || other.gone;
    objects = objects || other.objects;
    ruleset = ruleset || other.ruleset;
    return *this;
}

Disturbance Monitor::receive() {
    auto heard = receive(route_);
    return heard |= receive(netfilter_);
}

Disturbance Monitor::receive(nlink::Monitor& monitor) {
    Disturbance all;
    for (int i = 0; i < datagrams_per_wakeup; ++i) {
        const auto heard = monitor.receive([&](const auto& message) { all |= judge(message); });
        if (heard == nlink::Heard::nothing) break;
        if (heard == nlink::Heard::lost) all |= {.objects = true, .ruleset = true};
    }
    return all;
}

Disturbance Monitor::judge(const nlink::Message& message) {
    switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: return judge_link(message);
    case RTM_NEWROUTE:
    case RTM_DELROUTE: {
        const auto route = nlink::parse_route(message);
        if (!route || !own(site_, *route)) return {};
        return message.type == RTM_DELROUTE ? note(*route) : objects;
    }
    case RTM_NEWRULE:
    case RTM_DELRULE: {
        auto rule = nlink::parse_rule(message);
        if (!rule || rule->protocol != own_protocol) return {};
        return message.type == RTM_DELRULE ? note(std::move(*rule)) : objects;
    }
    case RTM_NEWNEIGH: return judge_neighbour(message);
    case RTM_DELADDR: {
        const auto address = nlink::parse_address(message);
        return objects_if(address && address->address == base::Prefix(gateway_address));
    }
    case RTM_NEWNETCONF: return objects;
    default: return judge_netfilter(message);
    }
}

/// An entry that is deleted is first said to have failed. What the kernel does by itself is no matter.
Disturbance Monitor::judge_neighbour(const nlink::Message& message) {
    const auto neighbour = nlink::parse_any_neighbour(message);
    if (!neighbour || message.port == 0 || neighbour->protocol != own_protocol) return {};
    return nlink::parse_neighbour(message) ? objects : note(*neighbour);
}

/// Chains, rules and sets make the fixed part, with the entries of all sets but clients'. A map of clients
/// that somebody else has made is not the one that had their entries.
Disturbance Monitor::judge_netfilter(const nlink::Message& message) {
    if (auto elements = nft::parse_elements(message)) {
        if (elements->removed && is_client_map(elements->set)) return note(std::move(*elements));
        if (is_of_clients(elements->set)) return objects;
        return is_own(elements->set.table) ? ruleset : Disturbance{};
    }
    const auto table = nft::parse_table(message);
    const auto chain = nft::parse_chain(message);
    const auto rule = nft::parse_rule(message);
    const auto set = nft::parse_set(message);
    if (set && is_of_clients(set->set) && nft::tells_of_new_set(message))
        return {.objects = true, .ruleset = true};
    const bool fixed = (table && is_own(table->table)) || (chain && is_own(chain->table)) ||
                       (rule && is_own(rule->table)) || (set && is_own(set->set.table));
    return fixed ? ruleset : Disturbance{};
}

/// So many that a dump takes no longer than to look for each are not told apart.
Disturbance Monitor::note(Gone gone) {
    if (gone_.size() == most_gone) return objects;
    gone_.push_back(std::move(gone));
    return {.gone = true};
}

Disturbance Monitor::judge_link(const nlink::Message& message) {
    const auto link = nlink::parse_link(message);
    return objects_if(link && (link->name.starts_with(tunnel_prefix) || concerns(site_, link->name)));
}

} // namespace magd::kernel
