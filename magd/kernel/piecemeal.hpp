#pragma once

#include <vector>

#include "magd/kernel/kernel.hpp"

namespace magd::kernel {

/// An object that the kernel refused.
struct Refusal {
    base::Error error;
    bool of_client = false; ///< else the fixed footprint's
};

/// What became of a plan.
struct Piecemeal {
    Plan done;
    std::vector<Refusal> refused;
};

/// Does a plan that the kernel has refused as a whole without the objects that it refuses: something foreign
/// may be in the place of ours, or forbid it. An error: the kernel refused entries of tables, or tables that
/// are to be made, or a link without which they cannot be; what had been made of the plan is taken back.
[[nodiscard]] base::Result<Piecemeal> apply_piecemeal(Kernel& kernel, Plan plan);

} // namespace magd::kernel
