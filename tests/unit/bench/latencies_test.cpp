#include <doctest/doctest.h>

#include "tools/bench/latencies.hpp"

namespace latencies_test {

using namespace bench;
using namespace std::chrono_literals;

TEST_CASE("a percentile is a sample that so many are not above") {
    std::vector<Duration> samples;
    for (int i = 1; i <= 200; ++i) samples.emplace_back(i);
    CHECK(percentile(samples, 50) == 100ns);
    CHECK(percentile(samples, 99) == 198ns);
    CHECK(percentile(samples, 100) == 200ns);
    CHECK(percentile(samples, 0) == 1ns);
    samples.resize(3);
    CHECK(percentile(samples, 50) == 2ns);
    CHECK(percentile(samples, 99) == 3ns);
}

TEST_CASE("a summary takes samples in any order") {
    CHECK(summary({3ns, 1ns, 2ns}) ==
          Summary{.count = 3, .p50 = 2ns, .p90 = 3ns, .p99 = 3ns, .longest = 3ns});
    CHECK(summary({}) == Summary{});
}

} // namespace latencies_test
