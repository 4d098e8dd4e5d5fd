#pragma once

#include "magd/kernel/state.hpp"

/// Parts of states, as the reconciler takes them.
namespace magd::kernel {

/// Of these objects, what a client has and the fixed footprint has not.
[[nodiscard]] KernelState client_entries(const KernelState& state);
/// Takes out what needs this interface to be there.
void forget(KernelState& state, const InterfaceName& interface);
/// What of `state` has a key in `keys`.
[[nodiscard]] KernelState common(const KernelState& state, const KernelState& keys);
/// Takes out what has a key in `keys`.
void erase(KernelState& state, const KernelState& keys);
/// Whether an object of both has the same key.
[[nodiscard]] bool overlap(const KernelState& one, const KernelState& other);

} // namespace magd::kernel
