#include <doctest/doctest.h>

#include <set>

#include "magd/recent_clients.hpp"
#include "magd/waiting_room.hpp"

namespace waiting_room_test {

using magd::RecentClients;
using magd::WaitingRoom;

namespace {

base::MacAddress mac(std::uint8_t number) { return {{2, 0, 0, 0, 0, number}}; }

/// An LMA was asked for these.
void ask_for(WaitingRoom& room, const std::set<base::MacAddress>& these) {
    room.have_asked("wlan0", [&](const base::MacAddress& client) { return these.contains(client); });
}

} // namespace

TEST_CASE("whoever comes first is the first, asked for or not") {
    WaitingRoom room;
    CHECK_FALSE(room.first("wlan0", false));
    for (const auto number : {3, 1, 2}) CHECK(room.enter(mac(std::uint8_t(number)), "wlan0"));
    CHECK(room.first("wlan0", false) == mac(3));
    CHECK_FALSE(room.first("wlan0", true));
    ask_for(room, {mac(3), mac(1)});
    CHECK(room.first("wlan0", true) == mac(3));
    CHECK(room.first("wlan0", false) == mac(2));
    CHECK(room.asked("wlan0") == 2);
    CHECK(room.asked("wlan1") == 0);
}

TEST_CASE("a client that comes again keeps its place, and has no other") {
    WaitingRoom room;
    CHECK(room.enter(mac(1), "wlan0"));
    CHECK(room.enter(mac(2), "wlan0"));
    CHECK_FALSE(room.enter(mac(1), "wlan0"));
    CHECK(room.first("wlan0", false) == mac(1));
    ask_for(room, {mac(1)});
    CHECK_FALSE(room.enter(mac(1), "wlan0"));
    CHECK(room.asked("wlan0") == 1);
}

TEST_CASE("whoever leaves makes room, whatever it waited for") {
    WaitingRoom room;
    CHECK(room.enter(mac(1), "wlan0"));
    CHECK(room.enter(mac(2), "wlan0"));
    ask_for(room, {mac(1)});
    room.leave(mac(1));
    room.leave(mac(2));
    room.leave(mac(9));
    CHECK(room.asked("wlan0") == 0);
    CHECK_FALSE(room.first("wlan0", false));
    CHECK(room.find(mac(1)) == nullptr);
    CHECK(room.fullest().empty());
}

TEST_CASE("a client that has moved waits behind its new interface alone") {
    WaitingRoom room;
    CHECK(room.enter(mac(1), "wlan0"));
    CHECK(room.enter(mac(1), "wlan1"));
    CHECK_FALSE(room.first("wlan0", false));
    CHECK(room.first("wlan1", false) == mac(1));
}

TEST_CASE("the interface where most wait is known") {
    WaitingRoom room;
    CHECK(room.fullest().empty());
    CHECK(room.enter(mac(1), "wlan1"));
    CHECK(room.fullest() == "wlan1");
    CHECK(room.enter(mac(2), "wlan0"));
    CHECK(room.enter(mac(3), "wlan0"));
    ask_for(room, {mac(2)});
    CHECK(room.fullest() == "wlan0");
}

TEST_CASE("whom an earlier process let in was asked for") {
    WaitingRoom room;
    CHECK(room.adopt(mac(1), "wlan0"));
    CHECK(room.enter(mac(2), "wlan0"));
    CHECK(room.find(mac(1))->adopted);
    CHECK_FALSE(room.find(mac(2))->adopted);
    CHECK(room.first("wlan0", true) == mac(1));
}

TEST_CASE("recent clients: those that were remembered first are forgotten first") {
    RecentClients recent(2);
    recent.remember(mac(9));
    recent.remember(mac(1));
    recent.remember(mac(9)); // anew
    recent.remember(mac(5));
    CHECK_FALSE(recent.forget(mac(1)));
    CHECK(recent.forget(mac(9)));
    CHECK_FALSE(recent.forget(mac(9)));
    CHECK(recent.forget(mac(5)));
}

} // namespace waiting_room_test
