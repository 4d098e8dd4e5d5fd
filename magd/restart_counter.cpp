#include "magd/restart_counter.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>

namespace magd {
namespace {

std::uint32_t by_clock() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

/// Whole or not at all: a crash or a full disk leaves the old file.
bool keep(const std::filesystem::path& file, std::uint32_t value) {
    const auto draft = std::filesystem::path(file) += ".new";
    std::ofstream out(draft, std::ios::trunc);
    if (!(out << value << '\n' << std::flush)) return false;
    out.close();
    std::error_code error;
    std::filesystem::rename(draft, file, error);
    if (error) errno = error.value();
    return !error;
}

/// Nothing if the file does not hold one number.
std::optional<std::uint32_t> last(std::ifstream& in) {
    std::uint32_t value = 0;
    std::string rest;
    if (!(in >> value) || in >> rest) return std::nullopt;
    return value;
}

} // namespace

RestartCount count_restart(const std::filesystem::path& folder) {
    const auto file = folder / "restart-counter";
    std::error_code ignored;
    std::filesystem::create_directory(folder, ignored);
    RestartCount count{.value = 1, .trouble = {}};
    if (std::ifstream in(file); in) {
        const auto before = last(in);
        if (!before) count.trouble = fmt::format("{} does not hold a number: counting anew", file.native());
        count.value = before ? *before + 1 : by_clock();
    } else if (std::filesystem::exists(file, ignored)) {
        count = {by_clock(), fmt::format("{} cannot be read: {}", file.native(), std::strerror(errno))};
    }
    if (keep(file, count.value)) return count;
    return {by_clock(), fmt::format("the restart counter cannot be kept in {}: {}", folder.native(),
                                    std::strerror(errno))};
}

} // namespace magd
