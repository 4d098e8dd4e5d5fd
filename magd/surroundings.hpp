#pragma once

#include "magd/kernel/netlink_kernel.hpp"

namespace magd {

/// Tells the operator what of the machine that is not ours takes clients' packets away.
void warn_of_surroundings(kernel::NetlinkKernel& kernel);

} // namespace magd
