#pragma once

#include <string>

#include "nlink/base/error.hpp"
#include "tools/magctl/arguments.hpp"

namespace magctl {

/// What a run of magctl prints and how it ends.
struct Outcome {
    int status = status::ok;
    std::string output; ///< to standard output
    std::string error;  ///< to standard error
    bool operator==(const Outcome&) const = default;
};

/// The request line of the command.
[[nodiscard]] std::string request_line(const Command& command);

/// What an answer line, or the lack of one, means.
[[nodiscard]] Outcome conclude(const Command& command, const base::Result<std::string>& answer);

/// The whole of magctl: asks the daemon, and waits for it no longer than five seconds.
[[nodiscard]] Outcome run(int argc, const char* const* argv);

} // namespace magctl
