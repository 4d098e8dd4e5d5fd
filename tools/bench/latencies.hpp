#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace bench {

using Duration = std::chrono::nanoseconds;

/// The smallest sample that at least `hundredths` of a hundred are not above (nearest rank); zero of none.
/// The samples rise.
[[nodiscard]] Duration percentile(std::span<const Duration> sorted, unsigned hundredths);

struct Summary {
    std::size_t count = 0;
    Duration p50{}, p90{}, p99{}, longest{};
    bool operator==(const Summary&) const = default;
};
[[nodiscard]] Summary summary(std::vector<Duration> samples);

} // namespace bench
