#include <doctest/doctest.h>

#include "magd/waiting_room.hpp"

namespace waiting_room_test {

using magd::WaitingRoom;

namespace {

base::MacAddress mac(std::uint8_t number) { return {{2, 0, 0, 0, 0, number}}; }

} // namespace

TEST_CASE("whoever came first gives way where there is no more room") {
    WaitingRoom room;
    CHECK_FALSE(room.enter("wlan0", mac(1), 2));
    CHECK_FALSE(room.enter("wlan0", mac(2), 2));
    CHECK(room.enter("wlan0", mac(3), 2) == mac(1));
    CHECK(room.enter("wlan0", mac(4), 2) == mac(2));
    CHECK(room.size() == 2);
}

TEST_CASE("a client that asks again keeps its place, and has no other") {
    WaitingRoom room;
    CHECK_FALSE(room.enter("wlan0", mac(1), 2));
    CHECK_FALSE(room.enter("wlan0", mac(2), 2));
    CHECK_FALSE(room.enter("wlan0", mac(1), 2));
    CHECK(room.size() == 2);
    CHECK(room.enter("wlan0", mac(3), 2) == mac(1));
}

TEST_CASE("a client that has its lease makes room") {
    WaitingRoom room;
    CHECK_FALSE(room.enter("wlan0", mac(1), 1));
    room.leave(mac(1));
    room.leave(mac(9));
    CHECK_FALSE(room.enter("wlan0", mac(2), 1));
}

TEST_CASE("a flood behind one interface costs the clients of another nothing") {
    WaitingRoom room;
    CHECK_FALSE(room.enter("wlan1", mac(200), 3));
    for (std::uint8_t number = 0; number < 100; ++number) (void)room.enter("wlan0", mac(number), 3);
    CHECK(room.size() == 4);
    CHECK_FALSE(room.enter("wlan1", mac(201), 3));
}

TEST_CASE("a client that has moved waits behind its new interface alone") {
    WaitingRoom room;
    CHECK_FALSE(room.enter("wlan0", mac(1), 1));
    CHECK_FALSE(room.enter("wlan1", mac(1), 1));
    CHECK_FALSE(room.enter("wlan0", mac(2), 1));
    CHECK(room.enter("wlan1", mac(3), 1) == mac(1));
    CHECK(room.size() == 2);
}

} // namespace waiting_room_test
