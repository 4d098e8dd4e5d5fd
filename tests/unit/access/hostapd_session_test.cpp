#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "magd/access/hostapd_session.hpp"

namespace hostapd_session_test {

using namespace magd::access;
using std::chrono::milliseconds, std::chrono::seconds;

namespace {

constexpr TimePoint start{seconds{1000}};

base::MacAddress mac(std::uint8_t last) { return {{2, 0, 0, 0, 0, last}}; }
std::string text(std::uint8_t last) { return base::to_string(mac(last)); }

std::string listed(std::uint8_t last) { return text(last) + "\nflags=[AUTH][ASSOC][AUTHORIZED]\naid=1\n"; }
std::string unauthorized(std::uint8_t last) { return text(last) + "\nflags=[AUTH][ASSOC]\naid=1\n"; }
std::string connected(std::uint8_t last) { return "<3>AP-STA-CONNECTED " + text(last); }
std::string disconnected(std::uint8_t last) { return "<3>AP-STA-DISCONNECTED " + text(last); }
std::string next(std::uint8_t last) { return "STA-NEXT " + text(last); }

using Sightings = std::vector<Sighting>;
Sightings come(std::uint8_t last) { return {{.mac = mac(last)}}; }
Sightings gone(std::uint8_t last) { return {{.mac = mac(last), .present = false}}; }

const base::Error refused{.code = ECONNREFUSED, .what = "/run/hostapd/wlan0: Connection refused"};

/// A session and its clock. Each verb gives the request that follows; sightings and changes are kept
/// until they are asked for.
struct Talk {
    HostapdSession session{};
    TimePoint now = start;
    Sightings sightings{};
    std::vector<HostapdState> changes{};

    std::string keep(const HostapdStep& step) {
        sightings.insert(sightings.end(), step.sightings.begin(), step.sightings.end());
        if (step.change) changes.push_back(*step.change);
        return step.request;
    }
    std::string hears(const std::string& datagram) { return keep(session.received(datagram, now)); }
    void fails() { (void)keep(session.failed(refused, now)); }
    std::string ticks() { return keep(session.tick(now)); }
    std::string waits(milliseconds time) {
        now += time;
        return ticks();
    }
    /// To the deadline, where nothing happens before it.
    std::string waits() {
        now = session.deadline();
        CHECK(session.tick(now - milliseconds{1}) == HostapdStep{});
        return ticks();
    }
    Sightings seen() { return std::exchange(sightings, {}); }
    std::vector<HostapdState> told() { return std::exchange(changes, {}); }

    /// Attaches and hears who is there.
    void list(const std::vector<std::uint8_t>& stations) {
        REQUIRE(hears("OK\n") == "STA-FIRST");
        for (const auto station : stations) REQUIRE(hears(listed(station)) == next(station));
        REQUIRE(hears("").empty());
    }
    void connect(const std::vector<std::uint8_t>& stations) {
        REQUIRE(ticks() == "ATTACH");
        list(stations);
    }
};

} // namespace

TEST_CASE("it attaches at once, asks who is there, and then listens") {
    Talk talk;
    CHECK(talk.session.deadline() <= start);
    CHECK(talk.session.tick(start) == HostapdStep{.connect = true, .request = "ATTACH"});
    CHECK(talk.session.received("OK\n", start) ==
          HostapdStep{.request = "STA-FIRST", .change = HostapdState{.connected = true}});
    CHECK(talk.session.received(listed(1), start) == HostapdStep{.request = next(1), .sightings = come(1)});
    CHECK(talk.session.received(listed(2), start) == HostapdStep{.request = next(2), .sightings = come(2)});
    CHECK(talk.session.received("", start) == HostapdStep{});
    CHECK(talk.session.received(connected(3), start) == HostapdStep{.sightings = come(3)});
    CHECK(talk.session.received(disconnected(1), start) == HostapdStep{.sightings = gone(1)});
    CHECK(talk.session.drops() == base::Counters<HostapdDrop>{});
}

TEST_CASE("nobody is there") {
    Talk talk;
    talk.connect({});
    CHECK(talk.seen().empty());
}

TEST_CASE("a station seen twice is one sighting, and so is one that leaves twice") {
    Talk talk;
    talk.connect({1});
    CHECK(talk.seen() == come(1));
    talk.hears(connected(1));
    CHECK(talk.seen().empty());
    talk.hears(disconnected(1));
    talk.hears(disconnected(1));
    CHECK(talk.seen() == gone(1));
    talk.hears(disconnected(9));
    CHECK(talk.seen().empty());
}

TEST_CASE("a station that is not authorized is passed over, until it is") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears(unauthorized(1)) == next(1));
    CHECK(talk.hears(listed(2)) == next(2));
    CHECK(talk.seen() == come(2));
    talk.hears("");
    talk.hears(connected(1));
    CHECK(talk.seen() == come(1));
}

TEST_CASE("events come in between, wherever the list is") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    CHECK(talk.hears(connected(1)).empty());
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears(connected(2)).empty());
    CHECK(talk.hears(listed(1)) == next(1));
    CHECK(talk.hears(disconnected(1)).empty());
    CHECK(talk.hears("<3>CTRL-EVENT-EAP-STARTED 02:00:00:00:00:07").empty());
    CHECK(talk.hears(listed(2)) == next(2));
    CHECK(talk.hears(connected(3)).empty());
    CHECK(talk.hears("").empty());
    CHECK(talk.seen() == Sightings{come(1)[0], come(2)[0], gone(1)[0], come(3)[0]});
    talk.hears(connected(1));
    CHECK(talk.seen() == come(1));
}

TEST_CASE("an event is no answer: the time for one goes on") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    const auto limit = talk.session.deadline();
    talk.now += seconds{1};
    talk.hears(connected(1));
    CHECK(talk.session.deadline() == limit);
}

TEST_CASE("it pings every ten seconds") {
    Talk talk;
    talk.connect({});
    const auto before = talk.now;
    CHECK(talk.waits() == "PING");
    CHECK(talk.now - before == seconds{10});
    talk.now += seconds{1};
    CHECK(talk.hears(connected(1)).empty());
    CHECK(talk.hears("PONG\n").empty());
    CHECK(talk.waits() == "PING");
    CHECK(talk.now - before == seconds{21});
}

TEST_CASE("a hostapd that does not answer within two seconds is lost, and tried again at once") {
    Talk talk;
    talk.connect({1});
    (void)talk.told();
    SUBCASE("a ping") { CHECK(talk.waits() == "PING"); }
    SUBCASE("a request for the list, the second time") {
        for (auto request = talk.waits(); request != "ATTACH"; request = talk.waits()) {
            REQUIRE(request == "PING");
            talk.hears("PONG\n");
        }
        CHECK(talk.hears("OK\n") == "STA-FIRST");
    }
    const auto asked = talk.now;
    CHECK(talk.waits().empty());
    CHECK(talk.now - asked == seconds{2});
    CHECK(talk.told() == std::vector{HostapdState{.why = "hostapd does not answer"}});
    CHECK(talk.waits(milliseconds{0}) == "ATTACH");
    CHECK(talk.now - asked == seconds{2});
    CHECK(talk.waits().empty());
    CHECK(talk.now - asked == seconds{4});
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.now - asked == seconds{5});
    (void)talk.seen();
    talk.list({1});
    CHECK(talk.seen().empty());
}

TEST_CASE("hostapd was not there yet: tried every second, told once") {
    Talk talk;
    for (int i = 0; i < 5; ++i) {
        CHECK(talk.session.deadline() <= talk.now);
        CHECK(talk.ticks() == "ATTACH");
        talk.fails();
        CHECK(talk.session.deadline() == talk.now + seconds{1});
        talk.now = talk.session.deadline();
    }
    CHECK(talk.told() == std::vector{HostapdState{.why = refused.what}});
    talk.connect({1});
    CHECK(talk.told() == std::vector{HostapdState{.connected = true}});
    CHECK(talk.seen() == come(1));
}

TEST_CASE("another reason is another change") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    talk.fails();
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.waits().empty());
    CHECK(talk.told().size() == 2);
}

TEST_CASE("a refused request is a hostapd that was killed: the new one is tried at once") {
    Talk talk;
    talk.connect({1, 2});
    (void)talk.seen();
    (void)talk.told();
    CHECK(talk.waits() == "PING");
    talk.fails();
    CHECK(talk.told() == std::vector{HostapdState{.why = refused.what}});
    CHECK(talk.session.tick(talk.now) == HostapdStep{.connect = true, .request = "ATTACH"});
    CHECK(talk.seen().empty());
}

TEST_CASE("after a restart, those that the new list lacks have left, once it is complete") {
    Talk talk;
    talk.connect({1, 2, 3});
    (void)talk.seen();
    talk.hears("<3>CTRL-EVENT-TERMINATING ");
    CHECK(talk.told().back() == HostapdState{.why = "hostapd terminates"});
    const auto lost = talk.now;
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.now - lost == seconds{1});
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears(listed(2)) == next(2));
    CHECK(talk.hears(listed(4)) == next(4));
    CHECK(talk.hears(unauthorized(3)) == next(3));
    CHECK(talk.seen() == come(4));
    CHECK(talk.hears("").empty());
    CHECK(talk.seen() == Sightings{gone(1)[0], gone(3)[0]});
    CHECK(talk.told() == std::vector{HostapdState{.connected = true}});
    talk.hears(connected(1));
    CHECK(talk.seen() == come(1));
}

TEST_CASE("stations that an event confirms or takes away during the new list are not judged by it") {
    Talk talk;
    talk.connect({1, 2, 3});
    (void)talk.seen();
    talk.hears("<3>CTRL-EVENT-TERMINATING ");
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    talk.hears(connected(1));
    talk.hears(disconnected(2));
    CHECK(talk.seen() == gone(2));
    talk.hears("");
    CHECK(talk.seen() == gone(3));
}

TEST_CASE("a list that is broken off judges nobody") {
    Talk talk;
    talk.connect({1, 2});
    (void)talk.seen();
    talk.hears("<3>CTRL-EVENT-TERMINATING ");
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears(listed(1)) == next(1));
    SUBCASE("hostapd ends") { talk.hears("<3>CTRL-EVENT-TERMINATING "); }
    SUBCASE("the request is refused") { talk.fails(); }
    SUBCASE("the answer is missing") { CHECK(talk.waits().empty()); }
    SUBCASE("the answer is unreadable") {
        talk.hears("02:00:00:00");
        CHECK(talk.waits().empty());
    }
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.seen().empty());
    talk.list({2});
    CHECK(talk.seen() == gone(1));
}

TEST_CASE("the station whose successor is asked for has left: nobody is judged, and the list begins again") {
    Talk talk;
    talk.connect({1, 2, 3});
    (void)talk.seen();
    talk.hears("<3>CTRL-EVENT-TERMINATING ");
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears(listed(1)) == next(1));
    CHECK(talk.hears(disconnected(1)).empty());
    CHECK(talk.hears("FAIL\n").empty());
    CHECK(talk.seen() == gone(1));
    const auto failed = talk.now;
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.now - failed == seconds{1});
    talk.list({3});
    CHECK(talk.seen() == gone(2));
    CHECK(talk.told().back().connected);
}

TEST_CASE("a hostapd that cannot list its stations tells of those that come and go") {
    Talk talk;
    talk.connect({1});
    (void)talk.seen();
    talk.hears("<3>CTRL-EVENT-TERMINATING ");
    CHECK(talk.waits() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears("UNKNOWN COMMAND\n").empty());
    talk.hears(connected(2));
    talk.hears(disconnected(1));
    CHECK(talk.seen() == Sightings{come(2)[0], gone(1)[0]});
    CHECK(talk.waits() == "PING");
    CHECK(talk.session.drops() == base::Counters<HostapdDrop>{});
}

TEST_CASE("every minute it attaches and asks again, since events may have been lost") {
    Talk talk;
    talk.connect({1, 2});
    (void)talk.seen();
    (void)talk.told();
    const auto before = talk.now;
    int pings = 0;
    while (talk.waits() == "PING") {
        ++pings;
        talk.hears("PONG\n");
    }
    CHECK(pings == 5);
    CHECK(talk.now - before == seconds{60});
    talk.list({2, 3});
    CHECK(talk.seen() == Sightings{come(3)[0], gone(1)[0]});
    CHECK(talk.told().empty());
}

TEST_CASE("an answer that nobody waits for changes nothing") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    std::uint64_t unexpected = 0;
    const auto ignored = [&](const std::vector<std::string>& datagrams) {
        for (const auto& datagram : datagrams) {
            const auto deadline = talk.session.deadline();
            CHECK_MESSAGE(talk.session.received(datagram, talk.now) == HostapdStep{}, datagram);
            CHECK(talk.session.deadline() == deadline);
            CHECK(talk.session.drops()[HostapdDrop::unexpected] == ++unexpected);
        }
    };
    ignored({"PONG\n", "FAIL\n", "UNKNOWN COMMAND\n", "", listed(1)});
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    ignored({"OK\n", "PONG\n"});
    CHECK(talk.hears("").empty());
    ignored({"OK\n", "PONG\n", "FAIL\n", "UNKNOWN COMMAND\n", "", listed(1)});
    CHECK(talk.waits() == "PING");
    ignored({"OK\n", "FAIL\n", "UNKNOWN COMMAND\n", "", listed(1)});
    CHECK(talk.hears("PONG\n").empty());
    CHECK(talk.seen().empty());
}

TEST_CASE("answers of a hostapd that was stopped for a while do not confuse the next connection") {
    Talk talk;
    talk.connect({1});
    CHECK(talk.waits() == "PING");
    CHECK(talk.waits().empty()); // given up
    CHECK(talk.waits(milliseconds{0}) == "ATTACH");
    CHECK(talk.waits().empty()); // given up as well
    CHECK(talk.waits() == "ATTACH");
    (void)talk.seen();
    // Now it goes on, and answers all that it was asked.
    CHECK(talk.hears("PONG\n").empty());
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    CHECK(talk.hears("OK\n").empty());
    CHECK(talk.hears(listed(1)) == next(1));
    CHECK(talk.hears("").empty());
    CHECK(talk.seen().empty());
    CHECK(talk.told().back().connected);
}

TEST_CASE("garbage is counted and changes nothing") {
    Talk talk;
    talk.connect({1});
    (void)talk.seen();
    CHECK(talk.hears("garbage").empty());
    CHECK(talk.hears("<3>AP-STA-DISCONNECTED 02:00").empty());
    CHECK(talk.session.drops()[HostapdDrop::unreadable] == 2);
    CHECK(talk.seen().empty());
}

TEST_CASE("without a connection nothing is heard") {
    Talk talk;
    for (const auto& datagram : {connected(1), std::string("<3>CTRL-EVENT-TERMINATING "), std::string("OK\n"),
                                 std::string("garbage")})
        CHECK(talk.session.received(datagram, start) == HostapdStep{});
    CHECK(talk.session.deadline() <= start);
    CHECK(talk.session.drops() == base::Counters<HostapdDrop>{});
}

TEST_CASE("no more stations than an access point can have") {
    const auto many = [](std::size_t i) {
        return base::MacAddress{
            {2, 0, 0, 1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
    };
    Talk talk;
    talk.connect({});
    for (std::size_t i = 0; i < HostapdSession::maximum_stations; ++i)
        talk.hears("<3>AP-STA-CONNECTED " + base::to_string(many(i)));
    CHECK(talk.seen().size() == HostapdSession::maximum_stations);
    talk.hears(connected(1));
    CHECK(talk.seen().empty());
    CHECK(talk.session.drops()[HostapdDrop::too_many] == 1);
    talk.hears("<3>AP-STA-CONNECTED " + base::to_string(many(0)));
    CHECK(talk.session.drops()[HostapdDrop::too_many] == 1);
    talk.hears("<3>AP-STA-DISCONNECTED " + base::to_string(many(0)));
    talk.hears(connected(1));
    CHECK(talk.seen() == Sightings{{.mac = many(0), .present = false}, {.mac = mac(1)}});
}

TEST_CASE("a list without end is given up") {
    Talk talk;
    CHECK(talk.ticks() == "ATTACH");
    CHECK(talk.hears("OK\n") == "STA-FIRST");
    std::size_t asked = 0;
    while (!talk.hears(listed(static_cast<std::uint8_t>(1 + asked % 2))).empty()) REQUIRE(++asked < 10'000);
    CHECK(asked == HostapdSession::maximum_stations);
    CHECK(talk.seen() == Sightings{come(1)[0], come(2)[0]});
    while (talk.waits() == "PING") talk.hears("PONG\n");
    talk.list({2}); // a new one is counted anew
    CHECK(talk.seen() == gone(1));
}

} // namespace hostapd_session_test
