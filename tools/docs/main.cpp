#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "tools/docs/pages.hpp"

namespace {

/// Today; or the day that a reproducible build names.
std::string date() {
    const char* const epoch = std::getenv("SOURCE_DATE_EPOCH");
    const std::time_t seconds = epoch != nullptr ? std::atoll(epoch) : std::time(nullptr);
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(seconds));
}

} // namespace

/// magd-docs FILE: prints the document of that name.
int main(int argc, char** argv) {
    for (const auto& document : docs::documents()) {
        if (argc != 2 || document.file != argv[1]) continue;
        fmt::print("{}", document.text(date()));
        return 0;
    }
    fmt::print(stderr, "usage: magd-docs FILE, one of:");
    for (const auto& document : docs::documents()) fmt::print(stderr, " {}", document.file);
    fmt::print(stderr, "\n");
    return 2;
}
