#pragma once

#include <filesystem>

#include "magd/config.hpp"
#include "nlink/base/error.hpp"

namespace magd {

/// Runs the gateway until SIGTERM or SIGINT, then de-registers its clients and leaves the
/// kernel as it found it. SIGHUP makes it read `file` again. An error says why it could not start.
base::Result<void> run(const Config& config, const std::filesystem::path& file);

} // namespace magd
