#include "magd/kernel/diff.hpp"

namespace magd::kernel {
namespace {

template <class Map>
void diff_kind(const Map& have, const Map& want, Map& create, Map& replace, Map& replaced, Map& remove) {
    for (const auto& [key, value] : want) {
        const auto there = have.find(key);
        if (there == have.end()) {
            create.emplace(key, value);
        } else if (!(there->second == value)) {
            replace.emplace(key, value);
            replaced.emplace(key, there->second);
        }
    }
    for (const auto& [key, value] : have)
        if (!want.contains(key)) remove.emplace(key, value);
}

/// A device that has to be made anew takes its routes and settings along, and the tables name it by its
/// old number.
void forget_with_tunnels(KernelState& have, const KernelState& want) {
    for (const auto& [key, tunnel] : want.tunnels) {
        const auto there = have.tunnels.find(key);
        if (there != have.tunnels.end() && there->second == tunnel) continue;
        for (auto& [only, ruleset] : have.ruleset) ruleset.links.clear();
        if (there == have.tunnels.end()) continue;
        const auto name = key.name;
        have.interfaces.erase({name});
        std::erase_if(have.routes, [&](const auto& route) { return route.second.out == name; });
    }
}

/// Entries of clients live inside the nftables tables.
void forget_with_ruleset(KernelState& have, const KernelState& want) {
    if (want.ruleset.empty() || have.ruleset.empty()) return;
    if (keeps_entries(have.ruleset.begin()->second, want.ruleset.begin()->second)) return;
    for_each_table_kind([](auto& entries) { entries.clear(); }, have);
}

} // namespace

Plan diff(KernelState have, const KernelState& want) {
    forget_with_tunnels(have, want);
    forget_with_ruleset(have, want);
    Plan plan;
    for_each_kind([](auto&... kinds) { diff_kind(kinds...); }, have, want, plan.create, plan.replace,
                  plan.replaced, plan.remove);
    return plan;
}

bool empty(const Plan& plan) { return plan == Plan{}; }

bool makes_tables(const Plan& plan) {
    if (!plan.create.ruleset.empty()) return true;
    return !plan.replace.ruleset.empty() &&
           !keeps_entries(plan.replaced.ruleset.begin()->second, plan.replace.ruleset.begin()->second);
}

} // namespace magd::kernel
