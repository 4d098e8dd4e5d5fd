#include "magd/kernel/reconciler.hpp"

#include <utility>

namespace magd::kernel {
namespace {

Gateway gateway_of(const Carried& client) { return {client.access, client.default_router}; }

} // namespace

base::Result<void> Reconciler::want(const Carried& client) {
    const auto* before = find(client.mac);
    auto changed = change(before, &client);
    if (!changed) {
        (void)unwant(client.mac); // the refusal is what the caller must hear
        return changed;
    }
    if (before != nullptr && --gateways_[gateway_of(*before)] == 0) gateways_.erase(gateway_of(*before));
    ++gateways_[gateway_of(client)];
    clients_.insert_or_assign(client.mac, client);
    return {};
}

base::Result<void> Reconciler::unwant(const base::MacAddress& mac) {
    const auto entry = clients_.find(mac);
    if (entry == clients_.end()) return {};
    auto changed = change(&entry->second, nullptr);
    const auto users = gateways_.find(gateway_of(entry->second));
    if (--users->second == 0) gateways_.erase(users);
    clients_.erase(entry);
    return changed;
}

base::Result<void> Reconciler::change(const Carried* before, const Carried* after) {
    auto plan = diff(footprint_of(before), footprint_of(after));
    for (const auto* client : {before, after})
        if (client != nullptr) plan = without_shared(std::move(plan), before, client);
    if (empty(plan)) return {};
    return kernel_.apply(plan);
}

/// The default router of `client` stays as it is if other clients than `before` have it.
Plan Reconciler::without_shared(Plan plan, const Carried* before, const Carried* client) const {
    const auto gateway = gateway_of(*client);
    const auto users = gateways_.find(gateway);
    const unsigned own = before != nullptr && gateway_of(*before) == gateway ? 1 : 0;
    if (users == gateways_.end() || users->second == own) return plan;
    for (const auto& [key, value] : gateway_footprint(gateway).neighbours) {
        plan.create.neighbours.erase(key);
        plan.remove.neighbours.erase(key);
    }
    return plan;
}

KernelState Reconciler::footprint_of(const Carried* client) const {
    if (client == nullptr) return {};
    return merged(footprint(site_, *client), gateway_footprint(gateway_of(*client)));
}

const Carried* Reconciler::find(const base::MacAddress& mac) const {
    const auto entry = clients_.find(mac);
    return entry == clients_.end() ? nullptr : &entry->second;
}

base::Result<void> Reconciler::audit() {
    const auto have = kernel_.dump();
    if (!have) return std::unexpected(have.error());
    const auto plan = diff(*have, wish());
    if (empty(plan)) return {};
    return kernel_.apply(plan);
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
