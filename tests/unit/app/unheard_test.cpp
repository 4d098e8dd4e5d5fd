#include <doctest/doctest.h>

#include "magd/unheard.hpp"

namespace unheard_test {

using magd::ClientNews;
using magd::Unheard;

namespace {

constexpr base::MacAddress first{{2, 0, 0, 0, 0, 1}}, second{{2, 0, 0, 0, 0, 2}};

ClientNews online(const base::MacAddress& mac, bool goes_on = false) {
    return {.mac = mac, .online = true, .goes_on = goes_on};
}

} // namespace

TEST_CASE("a client that speaks again and again is held once") {
    Unheard unheard;
    for (int i = 0; i < 1000; ++i) unheard.hold(online(first));
    unheard.hold(online(second));
    CHECK(unheard.size() == 2);
    const auto all = unheard.take();
    REQUIRE(all.size() == 2);
    CHECK(all[0].mac == first);
    CHECK(all[1].mac == second);
    CHECK(unheard.size() == 0);
}

TEST_CASE("one that has gone meanwhile is told nothing") {
    Unheard unheard;
    unheard.hold(online(first));
    unheard.drop(first);
    unheard.drop(second);
    CHECK(unheard.take().empty());
}

TEST_CASE("an earlier process has told all only if every word says so") {
    Unheard unheard;
    SUBCASE("each does") {
        unheard.hold(online(first, true));
        unheard.hold(online(first, true));
        CHECK(unheard.take().at(0).goes_on);
    }
    SUBCASE("the last does not") {
        unheard.hold(online(first, true));
        unheard.hold(online(first, false));
        CHECK_FALSE(unheard.take().at(0).goes_on);
    }
    SUBCASE("the first does not") {
        unheard.hold(online(first, false));
        unheard.hold(online(first, true));
        CHECK_FALSE(unheard.take().at(0).goes_on);
    }
    SUBCASE("it has gone and come again") {
        unheard.hold(online(first, false));
        unheard.drop(first);
        unheard.hold(online(first, true));
        CHECK(unheard.take().at(0).goes_on);
    }
}

} // namespace unheard_test
