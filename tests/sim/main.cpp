#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>

#include "tests/sim/world.hpp"

/// sim [--seed N] [--runs N]: one run for each seed from N on. A run that fails prints its log
/// and the seed that brings it again.
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool run(std::uint64_t seed, std::uint64_t& answers) {
    sim::World world(seed, sim::scenario_of(seed));
    const auto fault = world.run();
    answers += world.answers();
    if (!fault.empty())
        for (const auto& line : world.log()) std::printf("%s\n", line.c_str());
    if (!fault.empty()) std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), fault.c_str());
    return fault.empty();
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1;
    std::uint64_t runs = 1;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view option = argv[i];
        const auto value = i + 1 < argc ? number(argv[i + 1]) : std::nullopt;
        if (!value || (option != "--seed" && option != "--runs")) {
            std::fprintf(stderr, "usage: sim [--seed N] [--runs N]\n");
            return 2;
        }
        (option == "--seed" ? seed : runs) = *value;
    }
    std::uint64_t answers = 0;
    for (std::uint64_t i = 0; i < runs; ++i)
        if (!run(seed + i, answers)) return 1;
    std::printf("%llu runs, %llu answers: every property held\n", static_cast<unsigned long long>(runs),
                static_cast<unsigned long long>(answers));
    return 0;
}
