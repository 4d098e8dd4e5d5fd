#pragma once

#include <optional>
#include <string>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/state.hpp"
#include "nlink/base/error.hpp"

namespace magd::kernel {

/// The kernel as the reconciler sees it; netlink_kernel is the real one.
class Kernel {
  public:
    virtual ~Kernel() = default;
    /// All or nothing: on a refusal what was done is undone, and the Error names the object
    /// and the kernel's reason. Removing what is not there is no error.
    virtual base::Result<void> apply(const Plan& plan) = 0;
    /// Every object of ours in the kernel, and nothing foreign.
    virtual base::Result<KernelState> dump() = 0;
    /// Of the same the nftables tables' fixed part, without a look at clients' entries.
    virtual base::Result<std::optional<Ruleset>> ruleset() = 0;
    /// Lists the interfaces, as a dump does too.
    virtual base::Result<void> look_at_interfaces() = 0;
    /// Whether there was such an interface then.
    [[nodiscard]] virtual bool has(const InterfaceName& interface) const = 0;
    /// Fingerprint of the interfaces that there were, for Ruleset::links.
    [[nodiscard]] virtual std::string links() const = 0;
};

} // namespace magd::kernel
