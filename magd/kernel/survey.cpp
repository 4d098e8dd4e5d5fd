#include "magd/kernel/survey.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// Clients whose entries are made together.
constexpr std::size_t part_size = 512;

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

/// The tables, and nothing in them that is of a client.
Plan tables_anew(const Site& site, const Kernel& kernel) {
    Plan plan;
    plan.replace.ruleset = fixed_footprint(site).ruleset;
    plan.replace.ruleset.begin()->second.links = kernel.links();
    plan.replaced.ruleset[{}] = {};
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
        for (auto& [key, ruleset] : found.ruleset) ruleset = {};
    return diff(std::move(found), attainable(wanted, kernel));
}

void Survey::remake_tables(const Kernel& kernel, const std::function<void(Plan)>& take) const {
    take(tables_anew(wanted.site(), kernel));
    const auto gone = absent(wanted.site(), kernel);
    KernelState part;
    std::size_t clients = 0;
    const auto hand_over = [&] {
        forget_all(part, gone);
        take({.create = std::exchange(part, {})});
    };
    for (const auto& client : wanted.clients()) {
        join(part, table_entries(footprint(wanted.site(), client)));
        if (++clients % part_size == 0) hand_over();
    }
    hand_over();
}

} // namespace magd::kernel
