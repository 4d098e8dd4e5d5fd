#include "magd/kernel/survey.hpp"

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// An interface that has gone holds nothing, and comes back with nothing.
KernelState attainable(const Wanted& wanted, const Kernel& kernel) {
    auto want = wanted.state(kernel.links());
    for (const auto& [key, settings] : fixed_footprint(wanted.site()).interfaces)
        if (!want.tunnels.contains({key.name}) && !kernel.has(key.name)) forget(want, key.name);
    return want;
}

} // namespace

base::Result<Plan> Survey::look_through(Kernel& kernel) const {
    auto found = kernel.dump();
    if (!found) return std::unexpected(found.error());
    return compare(std::move(*found), kernel);
}

Plan Survey::compare(KernelState found, const Kernel& kernel) const {
    if (distrusts_ruleset)
        for (auto& [key, ruleset] : found.ruleset) ruleset = {};
    return diff(std::move(found), attainable(wanted, kernel));
}

Plan Survey::remake_tables(const Kernel& kernel) const {
    const auto want = attainable(wanted, kernel);
    Plan plan;
    plan.replace.ruleset = want.ruleset;
    plan.replaced.ruleset[{}] = {};
    for_each_table_kind([](auto& into, const auto& from) { into = from; }, plan.create, want);
    return plan;
}

} // namespace magd::kernel
