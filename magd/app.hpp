#pragma once

#include <filesystem>

#include "magd/config.hpp"
#include "nlink/base/error.hpp"

namespace magd {

/// Runs the gateway until SIGTERM or SIGINT, which leave its clients to the kernel and to the next run, or
/// until it is flushed, which leaves nothing. SIGHUP makes it read `file` again. An error says why it could
/// not start.
base::Result<void> run(const Config& config, const std::filesystem::path& file);

/// Removes what a run has left in the kernel and in the journal.
base::Result<void> flush(const Config& config);

} // namespace magd
