#include "magd/kernel/state.hpp"

#include <algorithm>

namespace magd::kernel {

bool keeps_entries(const Ruleset& before, const Ruleset& after) {
    const auto common = std::min(before.paths.size(), after.paths.size());
    return !before.maps.empty() && before.maps == after.maps &&
           std::equal(before.paths.begin(), before.paths.begin() + static_cast<std::ptrdiff_t>(common),
                      after.paths.begin());
}

KernelState merged(KernelState state, const KernelState& more) {
    for_each_kind(
        [](auto& into, const auto& from) {
            for (const auto& [key, value] : from) into.insert_or_assign(key, value);
        },
        state, more);
    return state;
}

bool empty(const KernelState& state) { return state == KernelState{}; }

} // namespace magd::kernel
