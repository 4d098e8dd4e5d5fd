#include "magd/kernel/state.hpp"

namespace magd::kernel {

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
