#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "magd/lease_ends.hpp"

namespace lease_ends_test {

using namespace magd;
using namespace std::chrono_literals;
using Clients = std::vector<base::MacAddress>;

namespace {

constexpr LeaseEnds::Time hour{3600};
constexpr LeaseEnds::TimePoint noon{12h};

base::MacAddress client(std::uint8_t number) { return {{0x02, 0, 0, 0, 0, number}}; }

} // namespace

TEST_CASE("a lease that is not renewed ends, once, and not before a renewal under way is there") {
    LeaseEnds ends;
    CHECK_FALSE(ends.deadline());
    ends.begin(client(1), hour, noon);
    CHECK(ends.knows(client(1)));
    CHECK(ends.deadline() == noon + 1h + LeaseEnds::grace);
    CHECK(ends.due(noon + 1h + LeaseEnds::grace - 1ns).empty());
    CHECK(ends.due(noon + 1h + LeaseEnds::grace) == Clients{client(1)});
    CHECK_FALSE(ends.knows(client(1)));
    CHECK_FALSE(ends.deadline());
    CHECK(ends.due(noon + 24h).empty());
}

TEST_CASE("what the client was told last counts") {
    LeaseEnds ends;
    ends.begin(client(1), hour, noon);
    SUBCASE("renewed at half of its time") {
        ends.begin(client(1), hour, noon + 30min);
        CHECK(ends.deadline() == noon + 90min + LeaseEnds::grace);
        CHECK(ends.due(noon + 89min).empty());
    }
    SUBCASE("for a shorter time") {
        ends.begin(client(1), LeaseEnds::Time{60}, noon);
        CHECK(ends.due(noon + 2min) == Clients{client(1)});
    }
    SUBCASE("for ever") {
        ends.begin(client(1), LeaseEnds::infinite, noon);
        CHECK_FALSE(ends.knows(client(1)));
        CHECK_FALSE(ends.deadline());
    }
    SUBCASE("for as long as there is a number for") {
        ends.begin(client(1), LeaseEnds::infinite - LeaseEnds::Time{1}, noon);
        CHECK(ends.deadline() == noon + LeaseEnds::infinite - 1s + LeaseEnds::grace);
    }
}

TEST_CASE("whoever has gone is forgotten, the others are not") {
    LeaseEnds ends;
    ends.forget(client(1));
    ends.begin(client(1), hour, noon);
    ends.begin(client(2), hour, noon + 1min);
    ends.forget(client(1));
    CHECK_FALSE(ends.knows(client(1)));
    CHECK(ends.deadline() == noon + 61min + LeaseEnds::grace);
    CHECK(ends.due(noon + 24h) == Clients{client(2)});
}

TEST_CASE("whose lease ends first comes first") {
    LeaseEnds ends;
    ends.begin(client(1), hour, noon + 2s);
    ends.begin(client(2), hour, noon);
    ends.begin(client(3), hour, noon + 1s);
    CHECK(ends.due(noon + 1h + LeaseEnds::grace + 1s) == Clients{client(2), client(3)});
    CHECK(ends.due(noon + 24h) == Clients{client(1)});
}

TEST_CASE("many that end together are taken in parts, and all of them") {
    LeaseEnds ends;
    for (std::uint8_t i = 0; i < 200; ++i) ends.begin(client(i), hour, noon);
    std::size_t calls = 0;
    Clients all;
    for (const auto later = noon + 24h; ends.deadline() && *ends.deadline() <= later; ++calls) {
        const auto some = ends.due(later);
        CHECK(some.size() <= LeaseEnds::at_once);
        all.insert(all.end(), some.begin(), some.end());
    }
    CHECK(calls == 4);
    CHECK(all.size() == 200);
    std::ranges::sort(all);
    CHECK(std::ranges::adjacent_find(all) == all.end());
}

} // namespace lease_ends_test
