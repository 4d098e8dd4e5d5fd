#include "magd/kernel/reconciler.hpp"

#include <algorithm>
#include <utility>

namespace magd::kernel {
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
    auto plan = diff(footprint_of(before), footprint_of(after));
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
    return diff(*have, wish());
}

base::Result<Plan> Reconciler::audit() {
    const auto plan = check();
    if (!plan || empty(*plan)) return plan;
    if (const auto done = kernel_.apply(*plan); !done) return std::unexpected(done.error());
    return plan;
}

base::Result<void> Reconciler::clear() {
    clients_.clear();
    gateways_.clear();
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
