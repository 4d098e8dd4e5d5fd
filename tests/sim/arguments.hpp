#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/scenario.hpp"

namespace sim {

constexpr std::string_view usage =
    "usage: sim [--mags N] [--lmas N] [--clients N] [--hours N] [--stay SECONDS] [--trouble SECONDS]\n"
    "           [--encoded N] [--seed N] [--runs N] [--fresh SECONDS] [--kept FILE]\n"
    "One run for each seed from --seed on. --fresh: seeds nobody has seen, for so long.\n"
    "--kept: a run for each line, which has options as they stand here.\n";

/// What the command line, or a line of kept seeds, asks for.
struct Arguments {
    Scenario scenario;
    std::uint64_t runs = 1;
    std::uint64_t fresh = 0; ///< seconds of this machine's time
    std::string kept;
};
/// Nothing if that makes no sense.
[[nodiscard]] std::optional<Arguments> read(const std::vector<std::string>& words, Arguments from = {});
/// Words of a line; what follows # is a comment.
[[nodiscard]] std::vector<std::string> words_of(std::string_view line);
/// A seed that nobody has seen, by the time.
[[nodiscard]] std::uint64_t fresh_seed();

} // namespace sim
