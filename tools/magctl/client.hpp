#pragma once

#include <chrono>
#include <string>

#include "nlink/base/error.hpp"

namespace magctl {

/// Sends one line to the socket and gives the line that comes back, both without line ends.
/// If nothing happens for so long as `patience`, the error is ETIMEDOUT. An error of ENOENT or
/// ECONNREFUSED means that no daemon is there, EACCES that the caller may not ask it.
[[nodiscard]] base::Result<std::string> exchange(const std::string& socket, const std::string& line,
                                                 std::chrono::milliseconds patience);

} // namespace magctl
