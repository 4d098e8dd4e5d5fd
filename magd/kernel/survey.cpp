#include "magd/kernel/survey.hpp"

#include <utility>
#include <vector>

#include "magd/kernel/slices.hpp"
#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// Interfaces that have gone: they hold nothing, and come back with nothing.
std::vector<InterfaceName> absent(const Site& site, const Kernel& kernel) {
    const auto fixed = fixed_footprint(site);
    std::vector<InterfaceName> names;
    for (const auto& [key, settings] : fixed.interfaces)
        if (!fixed.tunnels.contains({key.name}) && !kernel.has(key.name)) names.push_back(key.name);
    return names;
}

void forget_all(KernelState& state, const std::vector<InterfaceName>& interfaces) {
    for (const auto& name : interfaces) forget(state, name);
}

KernelState attainable(const Wanted& wanted, const Kernel& kernel) {
    auto want = wanted.state(kernel.links());
    forget_all(want, absent(wanted.site(), kernel));
    return want;
}

/// The tables' fixed part in place of what is there, and nothing of a client.
Plan ruleset_anew(const Site& site, const Kernel& kernel, Ruleset there) {
    Plan plan;
    plan.replace.ruleset = fixed_footprint(site).ruleset;
    plan.replace.ruleset.begin()->second.links = kernel.links();
    plan.replaced.ruleset[{}] = std::move(there);
    return plan;
}

} // namespace

base::Result<Plan> Survey::look_through(Kernel& kernel) const {
    auto found = kernel.dump();
    if (!found) return std::unexpected(found.error());
    return compare(std::move(*found), kernel);
}

Plan Survey::compare(KernelState found, const Kernel& kernel) const {
    if (distrusts_ruleset)
        for (auto& [key, ruleset] : found.ruleset) ruleset.site.clear();
    return diff(std::move(found), attainable(wanted, kernel));
}

base::Result<void> Survey::remake_ruleset(Kernel& kernel, const std::function<void(Plan)>& take) const {
    auto there = kernel.ruleset();
    if (!there) return std::unexpected(there.error());
    auto plan = ruleset_anew(wanted.site(), kernel, std::move(*there).value_or(Ruleset{}));
    if (makes_tables(plan))
        remake_tables(std::move(plan), kernel, take);
    else
        take(std::move(plan));
    return {};
}

void Survey::remake_tables(Plan tables, const Kernel& kernel, const std::function<void(Plan)>& take) const {
    const auto gone = absent(wanted.site(), kernel);
    auto part = std::move(tables);
    const auto hand_over = [&] {
        forget_all(part.create, gone);
        take(std::exchange(part, {}));
    };
    for (const auto& client : wanted.clients()) {
        auto entries = table_entries(footprint(wanted.site(), client));
        if (size(part.create) + size(entries) >= step_size) hand_over(); // the tables are an object, too
        join(part.create, std::move(entries));
    }
    hand_over();
}

} // namespace magd::kernel
