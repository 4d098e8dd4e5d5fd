#include <doctest/doctest.h>

#include "magd/rate_limit.hpp"

namespace magd {
namespace {

using namespace std::chrono_literals;

constexpr base::Ipv4 lma{0x0a6a2528};

int answers(AnswerLimit& limit, const base::Address& to, AnswerLimit::TimePoint now) {
    int count = 0;
    while (limit.allow(to, now)) ++count;
    return count;
}

TEST_CASE("a burst, then one for each interval") {
    AnswerLimit limit({.interval = 100ms, .burst = 3});
    auto now = AnswerLimit::TimePoint{1h};
    CHECK(answers(limit, lma, now) == 3);
    CHECK(answers(limit, lma, now += 99ms) == 0);
    CHECK(answers(limit, lma, now += 1ms) == 1);
    CHECK(answers(limit, lma, now += 1h) == 3);
}

TEST_CASE("strangers take nothing from an LMA, however many they are") {
    AnswerLimit limit({.interval = 100ms, .burst = 2});
    const auto now = AnswerLimit::TimePoint{1h};
    REQUIRE(limit.allow(lma, now));
    int answered = 0;
    for (std::uint32_t i = 0; i < 10000; ++i) answered += answers(limit, base::Ipv4{0x0b000000 + i}, now);
    CHECK(answered == 2 * static_cast<int>(AnswerLimit::keys_kept));
    CHECK(answers(limit, lma, now) == 1);
}

TEST_CASE("addresses that have been quiet make room") {
    AnswerLimit limit({.interval = 100ms, .burst = 2});
    auto now = AnswerLimit::TimePoint{1h};
    for (std::uint32_t i = 0; i < AnswerLimit::keys_kept; ++i)
        (void)limit.allow(base::Ipv4{0x0b000000 + i}, now);
    now += 200ms;
    CHECK(answers(limit, lma, now) == 2);
    CHECK(answers(limit, base::Ipv4{0x0c000000}, now) == 2);
}

} // namespace
} // namespace magd
