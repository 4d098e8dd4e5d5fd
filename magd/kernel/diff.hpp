#pragma once

#include "magd/kernel/state.hpp"

namespace magd::kernel {

/// What changes one state into another.
struct Plan {
    KernelState create{};   ///< wanted and absent
    KernelState replace{};  ///< there with another value: the wanted value
    KernelState replaced{}; ///< the value there, for each of these
    KernelState remove{};   ///< there and not wanted: the value there

    bool operator==(const Plan&) const = default;
};

/// The plan from `have` to `want`. What the kernel removes together with a tunnel or with tables
/// that have to be made anew counts as absent.
[[nodiscard]] Plan diff(KernelState have, const KernelState& want);

[[nodiscard]] bool empty(const Plan& plan);

/// Whether it makes the nftables tables anew, in which there is nothing then but what it creates; else it
/// changes no more than their fixed part, if that.
[[nodiscard]] bool makes_tables(const Plan& plan);

} // namespace magd::kernel
