#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace magd {

/// Number of this run, told in heartbeats: an LMA that sees another one than before knows that the
/// gateway has lost its sessions (RFC 5847 section 3.4).
struct RestartCount {
    std::uint32_t value = 0;
    std::string trouble; ///< why it could not be counted from the last run; empty if all is well
};

/// Reads the last run's number from the folder, adds one and keeps that. Where it cannot be read or
/// kept, the number is the time in seconds, which differs from run to run too.
[[nodiscard]] RestartCount count_restart(const std::filesystem::path& folder);

} // namespace magd
