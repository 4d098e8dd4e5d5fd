#pragma once

#include <span>
#include <variant>

#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/state.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

namespace magd::kernel {

/// Something of ours that somebody else deleted, as the kernel told of it.
using Gone = std::variant<nlink::Route, nlink::Rule, nlink::Neighbour, nlink::nft::ElementList>;

/// The state's keys of these, with any values.
[[nodiscard]] KernelState keys_of(std::span<const Gone> gone, const Interfaces& interfaces);

} // namespace magd::kernel
