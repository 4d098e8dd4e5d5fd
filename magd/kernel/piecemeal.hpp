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

/// Does a plan that the kernel has refused as a whole without the routes, rules and neighbours that it
/// refuses: only there may something foreign be in the place of ours. An error: the kernel refused more.
[[nodiscard]] base::Result<Piecemeal> apply_piecemeal(Kernel& kernel, Plan plan);

} // namespace magd::kernel
