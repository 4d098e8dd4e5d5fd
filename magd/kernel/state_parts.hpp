#pragma once

#include <cstddef>

#include "magd/kernel/state.hpp"

/// Parts of states, as the reconciler takes them.
namespace magd::kernel {

/// Of these objects, what a client has and the fixed footprint has not.
[[nodiscard]] KernelState client_entries(KernelState state);
/// Those of them that are in the tables.
[[nodiscard]] KernelState table_entries(KernelState state);
/// Takes out the others.
[[nodiscard]] KernelState take_fixed(KernelState& state);
/// Takes out so many objects, the first ones first.
[[nodiscard]] KernelState take(KernelState& state, std::size_t count);
/// How many there are of all kinds.
[[nodiscard]] std::size_t size(const KernelState& state);
/// Adds to `state` what is not there.
void join(KernelState& state, KernelState more);
/// Takes out what needs this interface to be there.
void forget(KernelState& state, const InterfaceName& interface);
/// Takes out what needs an interface that has gone.
void forget_gone(KernelState& state);
/// What of `state` has a key in `keys`.
[[nodiscard]] KernelState common(const KernelState& state, const KernelState& keys);
/// Takes out what has a key in `keys`.
void erase(KernelState& state, const KernelState& keys);
/// Whether an object of both has the same key.
[[nodiscard]] bool overlap(const KernelState& one, const KernelState& other);

} // namespace magd::kernel
