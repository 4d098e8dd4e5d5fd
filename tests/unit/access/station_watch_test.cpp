#include <doctest/doctest.h>

#include "magd/access/station_watch.hpp"

namespace station_watch_test {

using namespace magd::access;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{};
const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}}, other{{2, 0, 0, 0, 0, 0xd}};
const Sightings present{{.mac = client}}, left{{.mac = client, .present = false}};

nlink::Station station(const base::MacAddress& mac, bool authorized = false) {
    return {.interface = base::IfIndex{4}, .mac = mac, .authorized = authorized};
}
nlink::Station removed(const base::MacAddress& mac) {
    return {.interface = base::IfIndex{4}, .mac = mac, .removed = true};
}

/// All stations there are.
Sightings list(StationWatch& watch, const std::vector<nlink::Station>& stations, TimePoint now = start) {
    return watch.listed(stations, now);
}

/// A watch that was told of a client when it came.
StationWatch waiting() {
    StationWatch watch;
    CHECK(watch.heard(station(client), start).empty());
    return watch;
}
StationWatch having() {
    auto watch = waiting();
    CHECK(watch.answered(client, station(client, true), start + 20ms) == present);
    return watch;
}

} // namespace

TEST_CASE("a new station is a client once it is authorized, and not before") {
    auto watch = waiting();
    CHECK(watch.deadline() == start + 20ms);
    CHECK(watch.due(start + 19ms).empty());
    CHECK(watch.due(start + 20ms) == std::vector{client});
    CHECK(watch.answered(client, station(client), start + 20ms).empty());
    CHECK(watch.deadline() == start + 60ms);
    CHECK(watch.answered(client, station(client, true), start + 60ms) == present);
    CHECK(!watch.deadline());
}

TEST_CASE("it is asked for after pauses that double up to a second, for a minute") {
    auto watch = waiting();
    std::vector<std::chrono::steady_clock::duration> pauses;
    auto now = start;
    while (const auto next = watch.deadline()) {
        pauses.push_back(*next - now);
        REQUIRE(watch.due(*next) == std::vector{client});
        REQUIRE(watch.answered(client, station(client), *next).empty());
        now = *next;
    }
    REQUIRE(pauses.size() > 8);
    CHECK(std::vector(pauses.begin(), pauses.begin() + 8) ==
          std::vector<std::chrono::steady_clock::duration>{20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1s, 1s});
    CHECK(now <= start + 60s);
    CHECK(now > start + 58s);
    CHECK(watch.answered(client, station(client, true), now).empty()); // it was given up
}

TEST_CASE("one that was given up is waited for when it comes anew") {
    auto watch = waiting();
    while (const auto next = watch.deadline()) (void)watch.answered(client, station(client), *next);
    CHECK(watch.heard(station(client), start + 90s).empty());
    CHECK(watch.deadline() == start + 90s + 20ms);
}

TEST_CASE("an open network's station may be authorized at once") {
    StationWatch watch;
    CHECK(watch.heard(station(client, true), start) == present);
    CHECK(!watch.deadline());
}

TEST_CASE("a station that goes has left if it was a client") {
    auto watch = having();
    CHECK(watch.heard(removed(client), start + 1s) == left);
    CHECK(watch.heard(removed(client), start + 1s).empty());
    CHECK(watch.heard(removed(other), start + 1s).empty());
}

TEST_CASE("one that goes before it is authorized was never there") {
    auto watch = waiting();
    CHECK(watch.heard(removed(client), start + 5ms).empty());
    CHECK(!watch.deadline());
    CHECK(watch.answered(client, station(client, true), start + 20ms).empty()); // asked just before
}

TEST_CASE("one that is not found any more is not asked for again") {
    auto watch = waiting();
    CHECK(watch.answered(client, std::nullopt, start + 20ms).empty());
    CHECK(!watch.deadline());
}

TEST_CASE("a client that associates anew is authorized anew") {
    auto watch = having();
    CHECK(watch.heard(removed(client), start + 1s) == left);
    CHECK(watch.heard(station(client), start + 1s).empty());
    CHECK(watch.deadline() == start + 1s + 20ms);
    CHECK(watch.answered(client, station(client, true), start + 2s) == present);
}

TEST_CASE("a station that is made again while it waits begins its wait again") {
    auto watch = waiting();
    CHECK(watch.answered(client, station(client), start + 20ms).empty());
    CHECK(watch.heard(station(client), start + 30ms).empty());
    CHECK(watch.deadline() == start + 50ms);
}

TEST_CASE("what is said twice is told once") {
    auto watch = having();
    CHECK(watch.heard(station(client), start + 1s).empty());
    CHECK(watch.heard(station(client, true), start + 1s).empty());
    CHECK(!watch.deadline());
}

TEST_CASE("at the begin, those that are there are told or waited for") {
    StationWatch watch;
    CHECK(list(watch, {station(client, true), station(other)}) == present);
    CHECK(watch.due(start + 20ms) == std::vector{other});
}

TEST_CASE("after a loss, the difference is told") {
    auto watch = having();
    CHECK(list(watch, {station(client, true)}, start + 1s).empty());
    CHECK(list(watch, {station(other, true)}, start + 2s) ==
          Sightings{{.mac = client, .present = false}, {.mac = other}});
    CHECK(list(watch, {}, start + 3s) == Sightings{{.mac = other, .present = false}});
}

TEST_CASE("a client that is listed without authorisation has left and come again") {
    auto watch = having();
    CHECK(list(watch, {station(client)}, start + 1s) == left);
    CHECK(watch.deadline() == start + 1s + 20ms);
}

TEST_CASE("a list neither hurries nor delays those that wait, and forgets those that are gone") {
    auto watch = waiting();
    CHECK(list(watch, {station(client), station(other)}, start + 10ms).empty());
    CHECK(watch.due(start + 20ms) == std::vector{client});
    CHECK(list(watch, {station(other)}, start + 25ms).empty());
    CHECK(watch.deadline() == start + 30ms);
    CHECK(list(watch, {station(other, true)}, start + 26ms) == Sightings{{.mac = other}});
    CHECK(!watch.deadline());
}

TEST_CASE("a client that was moved to another interface is asked for when that one tells that it has gone") {
    auto watch = having();
    watch.gone_elsewhere(client, start + 1s);
    CHECK(watch.deadline() == start + 1s + 20ms);
    CHECK(
        watch.answered(client, station(client, true), start + 2s).empty()); // another's, or it has come back
    CHECK(!watch.deadline());
    watch.gone_elsewhere(client, start + 3s);
    CHECK(watch.answered(client, std::nullopt, start + 4s) == left);
    watch.gone_elsewhere(client, start + 5s); // and those of other access points are their business
    CHECK(!watch.deadline());
}

TEST_CASE("whom a list lacks is to be asked for, and has left if it is not found") {
    auto watch = having();
    CHECK(watch.heard(station(other), start).empty());
    CHECK(watch.missing(std::vector{station(other)}) == std::vector{client});
    CHECK(watch.missing(std::vector{station(client, true)}) == std::vector{other});
    CHECK(watch.missing(std::vector{station(client, true), station(other)}).empty());
    CHECK(list(watch, {station(other)}, start + 10ms) == left);
    CHECK(watch.missing({}) == std::vector{other});
}

TEST_CASE("the deadline is of the one who waits for the least time") {
    auto watch = waiting();
    CHECK(watch.heard(station(other), start + 5ms).empty());
    CHECK(watch.deadline() == start + 20ms);
    CHECK(watch.answered(client, station(client), start + 20ms).empty());
    CHECK(watch.deadline() == start + 25ms);
    CHECK(watch.due(start + 25ms) == std::vector{other});
}

TEST_CASE("a group's address and none are nobody's") {
    StationWatch watch;
    const base::MacAddress group{{0x01, 0, 0x5e, 0, 0, 1}};
    CHECK(watch.heard(station(group, true), start).empty());
    CHECK(watch.heard(station(base::MacAddress{}), start).empty());
    CHECK(list(watch, {station(group, true), station(base::MacAddress{})}).empty());
    CHECK(!watch.deadline());
}

} // namespace station_watch_test
