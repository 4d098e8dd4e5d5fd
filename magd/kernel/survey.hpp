#pragma once

#include <functional>

#include "magd/kernel/kernel.hpp"
#include "magd/kernel/wanted.hpp"

namespace magd::kernel {

/// A look through all of the kernel for what is not as wanted. Where there are many clients it takes
/// seconds, so it is a value: another thread can do it, with a kernel of its own.
struct Survey {
    Wanted wanted;
    bool distrusts_ruleset = false; ///< the tables' fixed part counts as another one, whatever they say

    /// What is needed to make the kernel as wanted.
    [[nodiscard]] base::Result<Plan> look_through(Kernel& kernel) const;
    /// The same, of what a dump of this kernel has found.
    [[nodiscard]] Plan compare(KernelState found, const Kernel& kernel) const;
    /// What makes the tables' fixed part anew, and the tables with all entries in them if these cannot stay.
    /// That needs no look at clients' entries, so it is done sooner, and `take` has it in parts as they are
    /// found, a step of a mend each. Few clients' entries are in the first one, with the tables: one
    /// transaction, so that there are no tables without them.
    base::Result<void> remake_ruleset(Kernel& kernel, const std::function<void(Plan)>& take) const;

  private:
    void remake_tables(Plan tables, const Kernel& kernel, const std::function<void(Plan)>& take) const;
};

} // namespace magd::kernel
