#include "magd/kernel/reconciler.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace magd::kernel {
namespace {

/// Of these objects, what a client has and the fixed footprint has not.
KernelState client_entries(const KernelState& state) {
    KernelState out;
    for_each_kind(
        []<class Map>(Map& into, const Map& from) {
            if constexpr (std::is_same_v<Map, decltype(KernelState::routes)>)
                std::ranges::copy_if(from, std::inserter(into, into.end()),
                                     [](const auto& route) { return route.first.destination.length != 0; });
            else if constexpr (!std::is_same_v<Map, decltype(KernelState::fou_ports)> &&
                               !std::is_same_v<Map, decltype(KernelState::tunnels)> &&
                               !std::is_same_v<Map, decltype(KernelState::interfaces)> &&
                               !std::is_same_v<Map, decltype(KernelState::addresses)> &&
                               !std::is_same_v<Map, decltype(KernelState::rules)> &&
                               !std::is_same_v<Map, decltype(KernelState::ruleset)>)
                into = from;
        },
        out, state);
    return out;
}

/// Whether the object needs this interface to be there.
bool needs(const auto& key, const auto& value, const InterfaceName& interface) {
    if constexpr (requires { value.out; })
        return value.out == interface;
    else if constexpr (requires { key.interface; })
        return key.interface == interface;
    else if constexpr (requires { key.access; })
        return key.access == interface;
    else if constexpr (requires { value.reverse_path_filter; })
        return key.name == interface;
    else
        return false;
}

void forget(KernelState& state, const InterfaceName& interface) {
    const auto drop = [&](auto& objects) {
        std::erase_if(objects,
                      [&](const auto& object) { return needs(object.first, object.second, interface); });
    };
    for_each_kind(drop, state);
}

/// Takes out of `state` what has a key in `keys`, and gives it.
KernelState extracted(KernelState& state, const KernelState& keys) {
    KernelState out;
    for_each_kind(
        [](auto& taken, auto& from, const auto& wanted) {
            for (const auto& [key, value] : wanted)
                if (auto node = from.extract(key)) taken.insert(std::move(node));
        },
        out, state, keys);
    return out;
}

} // namespace

void Reconciler::adopt(const Carried& client) {
    for (const auto& gateway : gateways_of(client)) ++gateways_[gateway];
    clients_.insert_or_assign(client.mac, client);
}

base::Result<Plan> Reconciler::mend() {
    auto plan = check();
    if (!plan) return plan;
    orphans_ = client_entries(plan->remove);
    (void)extracted(plan->remove, orphans_);
    return done(std::move(*plan));
}

base::Result<Plan> Reconciler::done(Plan plan) {
    if (empty(plan)) return plan;
    if (const auto applied = kernel_.apply(plan); !applied) return std::unexpected(applied.error());
    return plan;
}

base::Result<void> Reconciler::want(const Carried& client) {
    const auto* before = find(client.mac);
    auto changed = change(before, &client);
    if (!changed) {
        (void)unwant(client.mac); // the refusal is what the caller must hear
        return changed;
    }
    if (before != nullptr) release(*before);
    for (const auto& gateway : gateways_of(client)) ++gateways_[gateway];
    clients_.insert_or_assign(client.mac, client);
    return {};
}

base::Result<void> Reconciler::unwant(const base::MacAddress& mac) {
    const auto entry = clients_.find(mac);
    if (entry == clients_.end()) return {};
    auto changed = change(&entry->second, nullptr);
    release(entry->second);
    clients_.erase(entry);
    return changed;
}

void Reconciler::release(const Carried& client) {
    for (const auto& gateway : gateways_of(client))
        if (--gateways_[gateway] == 0) gateways_.erase(gateway);
}

base::Result<void> Reconciler::change(const Carried* before, const Carried* after) {
    const auto want = footprint_of(after);
    auto plan = diff(merged(footprint_of(before), extracted(orphans_, want)), want);
    for (const auto* client : {before, after})
        if (client != nullptr)
            for (const auto& gateway : gateways_of(*client))
                plan = without_shared(std::move(plan), before, gateway);
    if (empty(plan)) return {};
    return kernel_.apply(plan);
}

/// The default router stays as it is if other clients than `before` have it.
Plan Reconciler::without_shared(Plan plan, const Carried* before, const Gateway& gateway) const {
    const auto users = gateways_.find(gateway);
    const bool own = before != nullptr && std::ranges::count(gateways_of(*before), gateway) != 0;
    if (users == gateways_.end() || users->second == (own ? 1U : 0U)) return plan;
    for (const auto& [key, value] : gateway_footprint(gateway).neighbours) {
        plan.create.neighbours.erase(key);
        plan.remove.neighbours.erase(key);
    }
    return plan;
}

KernelState Reconciler::footprint_of(const Carried* client) const {
    if (client == nullptr) return {};
    auto state = footprint(site_, *client);
    for (const auto& gateway : gateways_of(*client))
        state = merged(std::move(state), gateway_footprint(gateway));
    return state;
}

const Carried* Reconciler::find(const base::MacAddress& mac) const {
    const auto entry = clients_.find(mac);
    return entry == clients_.end() ? nullptr : &entry->second;
}

base::Result<Plan> Reconciler::check() {
    const auto have = kernel_.dump();
    if (!have) return std::unexpected(have.error());
    auto want = wish();
    // An interface that has gone holds nothing, and comes back with nothing.
    for (const auto& [key, settings] : fixed_footprint(site_).interfaces)
        if (!want.tunnels.contains({key.name}) && !kernel_.has(key.name)) forget(want, key.name);
    return diff(*have, want);
}

base::Result<Plan> Reconciler::audit() {
    auto plan = check();
    if (!plan) return plan;
    orphans_ = {};
    return done(std::move(*plan));
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
    for (const auto& [mac, client] : clients_) state = merged(std::move(state), footprint_of(&client));
    return state;
}

} // namespace magd::kernel
