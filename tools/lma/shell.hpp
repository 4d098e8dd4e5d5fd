#pragma once

#include <string>

#include "nlink/base/error.hpp"
#include "tools/lma/config.hpp"

namespace lma {

/// Runs the lab LMA until SIGTERM or SIGINT, then removes its kernel objects. `control`: path
/// of the control socket; empty: there is none.
base::Result<void> run(const Config& config, const std::string& control);

} // namespace lma
