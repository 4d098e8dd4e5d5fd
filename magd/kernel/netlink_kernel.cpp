#include "magd/kernel/netlink_kernel.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "magd/kernel/rivals.hpp"
#include "magd/kernel/state_parts.hpp"
#include "nlink/features.hpp"
#include "nlink/forwarding.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/nft_transaction.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

namespace magd::kernel {
namespace {

/// Reasons for which a removal finds nothing to remove.
bool gone(int code) { return code == ENOENT || code == ESRCH || code == ENODEV || code == EADDRNOTAVAIL; }

base::Error refusal(const nlink::Outcome& outcome, const std::string& module = {}) {
    base::Error error{.code = outcome.code, .what = "kernel refused to " + outcome.what};
    if (outcome.code == EOPNOTSUPP && !module.empty())
        error.what += "; the kernel module " + module + " is missing: modprobe " + module;
    return error;
}

std::unexpected<base::Error> missing(const std::string& module, int code) {
    return base::fail("the kernel module " + module + " is missing: modprobe " + module, code);
}

base::Result<nlink::Socket> open_socket(int protocol, const std::string& module) {
    auto socket = nlink::Socket::open(protocol);
    if (!socket && socket.error().code == EPROTONOSUPPORT) return missing(module, EPROTONOSUPPORT);
    return socket;
}

/// Netfilter has a socket without nftables too, and takes a question for another part's as invalid.
base::Result<void> find_nftables(nlink::Socket& netfilter) {
    const auto tables = nlink::nft::dump_tables(netfilter);
    if (tables) return {};
    const auto code = tables.error().code;
    if (code == EINVAL || code == EOPNOTSUPP) return missing("nf_tables", code);
    return std::unexpected(tables.error());
}

bool only_removes(const Plan& plan) { return empty(plan.create) && empty(plan.replace); }

bool creates_interfaces(const Plan& plan) {
    return !plan.create.tunnels.empty() || !plan.replace.tunnels.empty();
}

bool needs_fou(const Site& site) {
    return std::ranges::any_of(
        site.paths, [](const Path& path) { return path.encapsulation == pmip::Encapsulation::gre_udp; });
}

} // namespace

base::Result<NetlinkKernel> NetlinkKernel::open(const Site& site) {
    auto route = open_socket(NETLINK_ROUTE, "rtnetlink");
    if (!route) return std::unexpected(route.error());
    auto netfilter = open_socket(NETLINK_NETFILTER, "nf_tables");
    if (!netfilter) return std::unexpected(netfilter.error());
    if (const auto found = find_nftables(*netfilter); !found) return std::unexpected(found.error());
    auto generic = open_socket(NETLINK_GENERIC, "genetlink");
    if (!generic) return std::unexpected(generic.error());
    NetlinkKernel self(site, std::move(*route), std::move(*generic), std::move(*netfilter));
    if (needs_fou(site)) {
        const auto fou = nlink::find_fou(self.generic_);
        if (!fou) return std::unexpected(fou.error());
        self.fou_ = *fou;
    }
    if (const auto ethtool = nlink::find_ethtool(self.generic_)) self.ethtool_ = *ethtool;
    if (const auto listed = self.look_at_interfaces(); !listed) return std::unexpected(listed.error());
    return self;
}

base::Result<void> NetlinkKernel::look_at_interfaces() {
    const auto links = nlink::dump_links(route_);
    if (!links) return std::unexpected(links.error());
    interfaces_.list(*links);
    return {};
}

/// Before the maps let packets in: everything they rely on. After they are shut: the rest goes.
base::Result<void> NetlinkKernel::apply(const Plan& plan) {
    Undo undo;
    auto done = create(plan, undo);
    if (done) done = change_ruleset(plan);
    if (!done) {
        std::ranges::reverse(undo.route);
        (void)route_.transact(undo.route); // best effort: the refusal is what the caller must hear
        (void)generic_.transact(undo.generic);
        return done;
    }
    if (auto removed = remove(removals(plan, interfaces_)); !removed) return removed;
    return close_fou_ports(plan);
}

base::Result<void> NetlinkKernel::create(const Plan& plan, Undo& undo) {
    if (auto opened = open_fou_ports(plan, undo.generic); !opened) return opened;
    if (auto made = run(tunnel_steps(plan), undo.route); !made) return made;
    tune_tunnels(plan);
    if (creates_interfaces(plan))
        if (auto listed = look_at_interfaces(); !listed) return listed;
    if (auto made = run(creation_steps(plan, interfaces_), undo.route); !made) return made;
    return route_ipv6(plan);
}

/// What comes by the uplink is put together there, if its driver can; a second look costs each packet a tenth
/// of its way. It is done once, and no more than a matter of speed: whoever wants it otherwise turns it on.
void NetlinkKernel::tune_tunnels(const Plan& plan) {
    if (!ethtool_) return;
    std::vector<nlink::Request> requests;
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, tunnel] : state->tunnels)
            requests.push_back(nlink::turn_gro_off(*ethtool_, std::string(key.name.view())));
    if (!requests.empty()) (void)generic_.transact(requests);
}

/// The machine first: its setting sets all interfaces' too.
base::Result<void> NetlinkKernel::route_ipv6(const Plan& plan) {
    using enum nlink::Ipv6Switch;
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, settings] : state->interfaces) {
            if (!settings.ipv6_router) continue;
            for (const auto what : {neighbour_proxy, forwarding})
                if (auto done = nlink::turn_on(what, nlink::all_interfaces); !done) return done;
            if (auto done = nlink::turn_on(forwarding, std::string(key.name.view())); !done) return done;
        }
    return {};
}

/// Runs the steps in one send; collects what takes the successful ones back.
base::Result<void> NetlinkKernel::run(const std::vector<Step>& steps, std::vector<nlink::Request>& undo) {
    if (steps.empty()) return {};
    std::vector<nlink::Request> requests;
    for (const auto& step : steps) requests.push_back(step.request);
    const auto outcomes = route_.transact(requests);
    if (!outcomes) return std::unexpected(outcomes.error());
    base::Result<void> result;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& outcome = (*outcomes)[i];
        if (outcome.ok() && steps[i].undo) undo.push_back(*steps[i].undo);
        if (!outcome.ok() && outcome.code != steps[i].tolerated && result)
            result = std::unexpected(refusal(outcome, steps[i].module));
    }
    return result;
}

base::Result<void> NetlinkKernel::change_ruleset(const Plan& plan) {
    const bool rules_alone = !plan.replace.ruleset.empty() && !makes_tables(plan);
    const auto there = rules_alone ? dump_fixed_part(netfilter_) : FixedPart{};
    if (!there) return std::unexpected(there.error());
    const auto requests = ruleset_requests(plan, *there, site_, interfaces_);
    if (requests.empty()) return {};
    auto done = nlink::nft::transact_atomic(netfilter_, requests);
    if (!done && (rules_alone || makes_tables(plan)) && site_.fast_path && done.error().code == ENOENT)
        return base::fail(done.error().what + "; is a kernel module missing? modprobe -a nft_fwd_netdev "
                                              "nft_fib_netdev, or set kernel.fast_path to false",
                          ENOENT);
    if (!done && done.error().code == ENOENT && only_removes(plan))
        return remove_elements(table_entries(plan.remove));
    return done;
}

/// Somebody else removed one of them, or the table, and the kernel keeps all others of that message: they are
/// tried in halves, until those are found that are not there.
base::Result<void> NetlinkKernel::remove_elements(KernelState elements) {
    const auto count = size(elements);
    if (count == 0) return {};
    auto done = nlink::nft::transact_atomic(netfilter_, element_requests({.remove = elements}, interfaces_));
    if (done || done.error().code != ENOENT) return done;
    if (count == 1) return {};
    if (auto half = remove_elements(take(elements, count / 2)); !half) return half;
    return remove_elements(std::move(elements));
}

base::Result<void> NetlinkKernel::remove(const std::vector<nlink::Request>& requests) {
    if (requests.empty()) return {};
    const auto outcomes = route_.transact(requests);
    if (!outcomes) return std::unexpected(outcomes.error());
    for (const auto& outcome : *outcomes)
        if (!outcome.ok() && !gone(outcome.code)) return std::unexpected(refusal(outcome));
    return {};
}

base::Result<void> NetlinkKernel::open_fou_ports(const Plan& plan, std::vector<nlink::Request>& undo) {
    for (const auto& [key, port] : plan.create.fou_ports) {
        const nlink::FouPort wanted{.port = key.port, .protocol = port.protocol};
        const auto outcomes = generic_.transact(std::vector{nlink::add_fou_port(*fou_, wanted)});
        if (!outcomes) return std::unexpected(outcomes.error());
        if (outcomes->front().code == EADDRINUSE)
            return base::fail(
                "UDP port " + std::to_string(key.port) +
                    " is held by another program (ss -ulpn shows which): choose another mag.port",
                EADDRINUSE);
        if (!outcomes->front().ok()) return std::unexpected(refusal(outcomes->front()));
        undo.push_back(nlink::remove_fou_port(*fou_, wanted));
    }
    return {};
}

base::Result<void> NetlinkKernel::close_fou_ports(const Plan& plan) {
    for (const auto& [key, port] : plan.remove.fou_ports) {
        const auto outcomes =
            generic_.transact(std::vector{nlink::remove_fou_port(*fou_, {.port = key.port})});
        if (!outcomes) return std::unexpected(outcomes.error());
    }
    return {};
}

} // namespace magd::kernel
