#include <doctest/doctest.h>

#include "magd/witnesses.hpp"

namespace witnesses_test {

using namespace magd;

namespace {

constexpr base::MacAddress one{{0x02, 0, 0, 0, 0, 1}}, other{{0x02, 0, 0, 0, 0, 2}};
const Witness radio0{Trigger::hostapd, "br0", "wlan0"}, radio1{Trigger::hostapd, "br0", "wlan1"};
const Witness accounting{Trigger::radius, "br0"}, elsewhere{Trigger::radius, "br1"};

} // namespace

TEST_CASE("a client is present where a source says so that hears of it, and no other client is") {
    Witnesses witnesses(10);
    CHECK_FALSE(witnesses.present(one, "br0"));
    witnesses.came(one, radio0);
    witnesses.came(one, radio0);
    witnesses.came(one, radio1);
    CHECK(witnesses.words() == 2);
    CHECK(witnesses.present(one, "br0"));
    CHECK_FALSE(witnesses.present(one, "br1"));
    CHECK_FALSE(witnesses.present(other, "br0"));
    witnesses.left(one, radio0);
    CHECK(witnesses.present(one, "br0"));
    witnesses.hears(radio1, false);
    CHECK_FALSE(witnesses.present(one, "br0"));
    witnesses.hears(radio1, true);
    CHECK(witnesses.present(one, "br0"));
    witnesses.left(one, radio1);
    CHECK(witnesses.words() == 0);
}

TEST_CASE("RADIUS has a client in one place, the last that it told of") {
    Witnesses witnesses(10);
    witnesses.came(one, accounting);
    witnesses.came(one, radio0);
    witnesses.came(other, accounting);
    witnesses.came(one, elsewhere);
    CHECK(witnesses.present(one, "br1"));
    CHECK(witnesses.words() == 3);
    witnesses.left(one, radio0);
    CHECK_FALSE(witnesses.present(one, "br0"));
    CHECK(witnesses.present(other, "br0"));
}

TEST_CASE("words beyond the most are as if not said") {
    Witnesses witnesses(1);
    witnesses.came(one, radio0);
    witnesses.came(other, radio0);
    CHECK(witnesses.words() == 1);
    CHECK(witnesses.present(one, "br0"));
    CHECK_FALSE(witnesses.present(other, "br0"));
    witnesses.left(one, radio0);
    witnesses.came(other, radio0);
    CHECK(witnesses.present(other, "br0"));
}

} // namespace witnesses_test
