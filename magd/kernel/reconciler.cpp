#include "magd/kernel/reconciler.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// What entries of clients are known by.
std::set<base::Address> addresses_in(const KernelState& entries) {
    std::set<base::Address> all;
    for (const auto& [key, value] : entries.routes) all.insert(key.destination.address);
    for (const auto& [key, value] : entries.neighbours) all.insert(key.address);
    for (const auto& [key, value] : entries.downlink) all.insert(key.home);
    for (const auto& [key, value] : entries.uplink_keys) all.insert(key.home);
    for (const auto& [key, value] : entries.uplink) all.insert(key.home);
    return all;
}

/// Those of this client's entries.
std::vector<base::Address> addresses_of(const Carried& client) {
    std::vector<base::Address> all;
    if (client.ipv4) all.emplace_back(client.ipv4->home_address.address);
    if (!client.ipv6) return all;
    all.emplace_back(link_local_of(client.mac));
    for (const auto& prefix : client.ipv6->home_prefixes) all.emplace_back(prefix.network());
    return all;
}

/// Adds to `state` what is not there.
void join(KernelState& state, KernelState more) {
    for_each_kind([](auto& into, auto& from) { into.merge(from); }, state, more);
}

} // namespace

void Reconciler::adopt(const Carried& client) {
    forget(client.mac);
    count(client, 1);
    clients_.insert(client);
}

base::Result<Plan> Reconciler::mend() {
    auto plan = check();
    if (!plan) return plan;
    orphans_ = client_entries(plan->remove);
    erase(plan->remove, orphans_);
    return done(std::move(*plan));
}

base::Result<Plan> Reconciler::done(Plan plan) {
    refused_.clear();
    if (empty(plan) || kernel_.apply(plan)) return plan;
    auto most = apply_piecemeal(kernel_, std::move(plan));
    if (!most) return std::unexpected(most.error());
    refused_ = std::move(most->refused);
    return std::move(most->done);
}

std::vector<base::Result<void>> Reconciler::change(std::span<const Change> changes) {
    std::vector<base::Result<void>> outcomes;
    while (!changes.empty()) {
        const auto batch = changes.first(independent(changes));
        change_together(batch, outcomes);
        changes = changes.subspan(batch.size());
    }
    return outcomes;
}

/// How many of the first changes may be one plan: no client twice, no entry wanted by two.
std::size_t Reconciler::independent(std::span<const Change> changes) const {
    std::set<base::MacAddress> clients;
    KernelState entries;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto more = changes[i].after ? footprint(site_, *changes[i].after) : KernelState{};
        if (!clients.insert(changes[i].mac).second || overlap(entries, more)) return i;
        join(entries, std::move(more));
    }
    return changes.size();
}

/// One plan for all. The kernel takes it whole or not at all, so what it refuses is tried in halves, until
/// those are found that it is about.
void Reconciler::change_together(std::span<const Change> batch, std::vector<base::Result<void>>& outcomes) {
    const auto applied = apply(batch);
    if (applied || batch.size() == 1) {
        if (applied) remember(batch);
        if (!applied) give_up(batch.front());
        outcomes.resize(outcomes.size() + batch.size(), applied);
        return;
    }
    change_together(batch.first(batch.size() / 2), outcomes);
    change_together(batch.subspan(batch.size() / 2), outcomes);
}

base::Result<void> Reconciler::apply(std::span<const Change> batch) {
    KernelState have, want;
    std::map<Gateway, int> users; // more of them, or fewer
    for (const auto& [mac, after] : batch) {
        if (const auto* before = find(mac)) {
            join(have, footprint(site_, *before));
            for (const auto& gateway : gateways_of(*before)) --users[gateway];
        }
        if (!after) continue;
        join(want, footprint(site_, *after));
        for (const auto& gateway : gateways_of(*after)) ++users[gateway];
    }
    for (const auto& [gateway, more] : users) {
        const auto known = gateways_.find(gateway);
        const int now = known == gateways_.end() ? 0 : static_cast<int>(known->second);
        if (now != 0 && now + more == 0) join(have, gateway_footprint(gateway));
        if (now == 0 && more > 0) join(want, gateway_footprint(gateway));
    }
    join(have, common(orphans_, want));
    const auto plan = diff(std::move(have), want);
    if (!empty(plan))
        if (auto applied = kernel_.apply(plan); !applied) return applied;
    erase(orphans_, want);
    return {};
}

void Reconciler::remember(std::span<const Change> batch) {
    for (const auto& [mac, after] : batch) {
        forget(mac);
        if (after) adopt(*after);
    }
}

/// The kernel has refused to change this client. It counts as not carried, and as little as can be stays of
/// it: the refusal is what the caller must hear.
void Reconciler::give_up(const Change& change) {
    if (change.after && find(change.mac) != nullptr) (void)apply({{{.mac = change.mac, .after = {}}}});
    forget(change.mac);
}

void Reconciler::forget(const base::MacAddress& mac) {
    const auto entry = clients_.find(mac);
    if (entry == clients_.end()) return;
    count(*entry, -1);
    clients_.erase(entry);
}

void Reconciler::count(const Carried& client, int more) {
    for (const auto& gateway : gateways_of(client)) {
        auto& users = gateways_[gateway];
        users += static_cast<unsigned>(more);
        if (users == 0) gateways_.erase(gateway);
    }
}

base::Result<void> Reconciler::want(const Carried& client) {
    const Change one{.mac = client.mac, .after = client};
    return change({&one, 1}).front();
}

base::Result<void> Reconciler::unwant(const base::MacAddress& mac) {
    const Change one{.mac = mac, .after = {}};
    return change({&one, 1}).front();
}

const Carried* Reconciler::find(const base::MacAddress& mac) const {
    const auto entry = clients_.find(mac);
    return entry == clients_.end() ? nullptr : &*entry;
}

base::Result<Plan> Reconciler::check() {
    const auto have = kernel_.dump();
    if (!have) return std::unexpected(have.error());
    auto want = wish();
    // An interface that has gone holds nothing, and comes back with nothing.
    for (const auto& [key, settings] : fixed_footprint(site_).interfaces)
        if (!want.tunnels.contains({key.name}) && !kernel_.has(key.name)) kernel::forget(want, key.name);
    return diff(*have, want);
}

base::Result<Plan> Reconciler::audit() {
    auto plan = check();
    if (!plan) return plan;
    orphans_ = {};
    return done(std::move(*plan));
}

base::Result<Plan> Reconciler::restore(const KernelState& gone) {
    const auto named = addresses_in(gone);
    auto want = fixed_footprint(site_);
    for (const auto& [gateway, users] : gateways_) join(want, gateway_footprint(gateway));
    for (const auto& client : clients_)
        if (std::ranges::any_of(addresses_of(client), [&](const auto& one) { return named.contains(one); }))
            join(want, footprint(site_, client));
    Plan plan{.create = common(want, gone)};
    if (empty(plan)) return plan;
    if (auto done = kernel_.apply(plan); !done) return std::unexpected(done.error());
    return plan;
}

base::Result<void> Reconciler::clear() {
    clients_.clear();
    gateways_.clear();
    orphans_ = {};
    const auto have = kernel_.dump();
    if (!have) return std::unexpected(have.error());
    return kernel_.apply(diff(*have, {}));
}

KernelState Reconciler::wish() const {
    auto state = fixed_footprint(site_);
    state.ruleset.begin()->second.links = kernel_.links();
    for (const auto& client : clients_) join(state, footprint(site_, client));
    for (const auto& [gateway, users] : gateways_) join(state, gateway_footprint(gateway));
    return state;
}

} // namespace magd::kernel
