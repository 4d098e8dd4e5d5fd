#include "tools/bench/latencies.hpp"

#include <algorithm>

namespace bench {

Duration percentile(std::span<const Duration> sorted, unsigned hundredths) {
    if (sorted.empty()) return {};
    const auto rank = (sorted.size() * hundredths + 99) / 100;
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

Summary summary(std::vector<Duration> samples) {
    std::ranges::sort(samples);
    return {.count = samples.size(),
            .p50 = percentile(samples, 50),
            .p90 = percentile(samples, 90),
            .p99 = percentile(samples, 99),
            .longest = percentile(samples, 100)};
}

} // namespace bench
