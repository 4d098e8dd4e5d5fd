#pragma once

#include <cstddef>

#include "magd/kernel/diff.hpp"

namespace magd::kernel {

/// Objects that one step of a mend changes: some milliseconds of the kernel's.
constexpr std::size_t step_size = 2048;

/// Takes the next part out of a plan, of so many objects: fixed ones first and together, then entries of
/// clients in the order in which they are made, then what is to go. A plan that is no greater is one part.
[[nodiscard]] Plan take_slice(Plan& plan, std::size_t limit);

/// Adds to the plan what is not in it.
void join(Plan& plan, Plan more);

} // namespace magd::kernel
