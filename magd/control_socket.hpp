#pragma once

#include "magd/config.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd {

/// A listening unix socket at the configured path, for root, the daemon's user and the
/// configured group. What a dead daemon left there is replaced; a living one is named in
/// the error.
[[nodiscard]] base::Result<base::Fd> listen_for_control(const ControlConfig& config);

} // namespace magd
