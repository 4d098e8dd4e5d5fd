#include <doctest/doctest.h>

#include "magd/access/accounting_sessions.hpp"

namespace accounting_sessions_test {

using namespace magd::access;
using namespace std::chrono_literals;
using enum AccountingStatus;

namespace {

const base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
const base::Address proxy_a = base::Ipv4{0xc0000207}, proxy_b = base::Ipv4{0xc0000208};
const Teller controller{.nas = "controller", .from = proxy_a},
    elsewhere{.nas = "controller", .from = proxy_b};
const std::string bss = "02-00-00-00-00-01:field", other_bss = "02-00-00-00-00-02:guests";

/// One station, told of by a controller whose access points are behind two interfaces.
struct Told {
    AccountingSessions sessions{2};
    TimePoint now = TimePoint{} + 10h;
    Teller teller = controller;
    std::string called = bss;

    PlacedSightings by(AccountingStatus status, const std::string& session,
                       std::optional<std::chrono::seconds> lasted = {}, std::chrono::seconds delay = 0s,
                       const std::string& interface = "wlan0", base::MacAddress mac = client) {
        now += 10s;
        return sessions.take({.status = status,
                              .session = session,
                              .station = mac,
                              .called = called,
                              .delay = delay,
                              .lasted = lasted},
                             teller, interface, now);
    }
    PlacedSightings restarts(const Teller& by = controller, const std::string& where = bss,
                             std::chrono::seconds delay = 0s) {
        now += 10s;
        return sessions.restarted({.status = on, .called = where, .delay = delay}, by, now);
    }
};

PlacedSightings comes(const std::string& interface = "wlan0") {
    return {{.interface = interface, .sighting = {.mac = client}}};
}
PlacedSightings stays(const std::string& interface = "wlan0") {
    return {{.interface = interface, .sighting = {.mac = client, .still = true}}};
}
PlacedSightings leaves(const std::string& interface = "wlan0") {
    return {{.interface = interface, .sighting = {.mac = client, .present = false}}};
}
const PlacedSightings nothing{};

} // namespace

TEST_CASE("a station comes, stays and leaves, once") {
    Told told;
    CHECK(told.by(start, "1") == comes());
    CHECK(told.by(interim, "1", 10s) == stays());
    CHECK(told.by(stop, "1", 20s) == leaves());
    CHECK(told.by(stop, "1", 20s, 10s) == nothing);
}

TEST_CASE("whoever roams stays, though the stop of its old session comes last") {
    Told told;
    (void)told.by(start, "1");
    CHECK(told.by(start, "2", {}, 0s, "wlan1") == comes("wlan1"));
    CHECK(told.by(stop, "1", 20s) == nothing);
    SUBCASE("with a delay") { CHECK(told.by(stop, "1", 20s, 15s) == nothing); }
    SUBCASE("of an access point that noticed late") { CHECK(told.by(stop, "1", 40s) == nothing); }
    SUBCASE("that does not tell how long it lasted") { CHECK(told.by(stop, "1") == nothing); }
    CHECK(told.by(stop, "2", 20s) == leaves("wlan1"));
}

TEST_CASE("an interim update of an access point that has not noticed means nothing") {
    Told told;
    (void)told.by(start, "1");
    (void)told.by(start, "2", {}, 0s, "wlan1");
    CHECK(told.by(interim, "1", 20s) == nothing);
    CHECK(told.by(interim, "1") == nothing);
    CHECK(told.by(interim, "2", 20s, 0s, "wlan1") == stays("wlan1"));
    CHECK(told.by(stop, "2", 30s, 0s, "wlan1") == leaves("wlan1"));
    CHECK(told.by(interim, "1", 50s) == nothing);
}

TEST_CASE("a session whose start was lost counts by its begin") {
    Told told;
    (void)told.by(start, "1");
    told.now += 100s;
    SUBCASE("in its updates") {
        CHECK(told.by(interim, "2", 20s, 0s, "wlan1") == stays("wlan1"));
        CHECK(told.by(stop, "1", 100s) == nothing);
    }
    SUBCASE("in its stop") {
        CHECK(told.by(stop, "2", 20s, 0s, "wlan1") == leaves("wlan1"));
        CHECK(told.by(interim, "1", 110s) == nothing);
    }
}

TEST_CASE("a start that comes after its stop, or after a later start, is too late") {
    Told told;
    SUBCASE("its own stop") {
        CHECK(told.by(stop, "1", 3s) == leaves());
        CHECK(told.by(start, "1", {}, 12s) == nothing);
    }
    SUBCASE("a later start") {
        CHECK(told.by(start, "2", {}, 0s, "wlan1") == comes("wlan1"));
        CHECK(told.by(start, "1", {}, 15s) == nothing);
    }
}

TEST_CASE("a session of which only updates are known") {
    Told told;
    CHECK(told.by(interim, "1") == stays());
    CHECK(told.by(interim, "2") == nothing);
    CHECK(told.by(interim, "1", 20s) == stays());
    CHECK(told.by(stop, "1") == leaves());
}

TEST_CASE("numbers of sessions may be used again, and are each sender's own") {
    Told told;
    (void)told.by(start, "1");
    (void)told.by(stop, "1", 10s);
    CHECK(told.by(start, "1") == comes());
    const Accounting of_another{.status = stop, .session = "1", .station = client, .lasted = 60s};
    const Teller another{.nas = "another", .from = proxy_a};
    CHECK(told.sessions.take(of_another, another, "wlan0", told.now) == nothing);
    CHECK(told.by(stop, "1", 10s) == leaves());
}

TEST_CASE("the stop of a session that nobody knows is believed: this may have started since") {
    Told told;
    CHECK(told.by(stop, "1", 600s) == leaves());
}

TEST_CASE("a session that has gone to another interface ends there") {
    Told told;
    (void)told.by(start, "1");
    CHECK(told.by(interim, "1", 10s, 0s, "wlan1") == stays("wlan1"));
    CHECK(told.by(stop, "1", 20s, 0s, "wlan0") == leaves("wlan1"));
}

TEST_CASE("with a NAS, its stations leave, but those that have come since") {
    Told told;
    (void)told.by(start, "1");
    CHECK(told.restarts({.nas = "another", .from = proxy_a}) == nothing);
    CHECK(told.restarts(controller, bss, 40s) == nothing);
    CHECK(told.restarts() == leaves());
    CHECK(told.restarts() == nothing);
    CHECK(told.by(start, "1") == comes());
}

TEST_CASE("with a BSS, its stations leave, and none of another one") {
    Told told;
    (void)told.by(start, "1");
    CHECK(told.restarts(controller, other_bss) == nothing);
    CHECK(told.restarts(controller, bss) == leaves());
    CHECK(told.by(start, "2") == comes());
    CHECK(told.restarts(controller, "") == leaves()); // all of the NAS
}

TEST_CASE("a session that has ended with its NAS, as it seemed, goes on by an update") {
    Told told;
    (void)told.by(start, "1");
    CHECK(told.restarts() == leaves());
    CHECK(told.by(interim, "1", 20s) == stays());
    CHECK(told.by(stop, "1", 30s) == leaves());
    CHECK(told.by(interim, "1", 40s) == nothing);
}

TEST_CASE("a session that goes on after all began when it did") {
    Told told;
    (void)told.by(start, "1");
    (void)told.restarts();
    CHECK(told.by(interim, "1") == stays());
    CHECK(told.by(stop, "2", 5s, 40s) == nothing);
    CHECK(told.by(interim, "2", 15s, 0s, "wlan1") == stays("wlan1"));
}

TEST_CASE("an update from before its NAS ended, or of a station that has stopped, means nothing") {
    Told told;
    (void)told.by(start, "1");
    (void)told.restarts();
    CHECK(told.by(interim, "1", 5s, 12s) == nothing);
    SUBCASE("stopped since") {
        CHECK(told.by(stop, "1", 10s) == nothing);
        CHECK(told.by(interim, "1", 30s) == nothing);
    }
    SUBCASE("at another BSS since") {
        CHECK(told.by(start, "2") == comes());
        CHECK(told.by(interim, "1", 40s) == nothing);
    }
}

TEST_CASE("a NAS has ended when it says, however late that is heard") {
    Told told;
    (void)told.by(start, "1");
    told.now += 20s;
    CHECK(told.restarts(controller, bss, 20s) == leaves());
    CHECK(told.by(start, "1", {}, 15s) == comes()); // the same number again
    CHECK(told.restarts(controller, bss, 35s) == nothing);
}

TEST_CASE("a NAS goes on telling of a session by another address") {
    Told told;
    (void)told.by(start, "1");
    told.teller = elsewhere;
    SUBCASE("its update") { CHECK(told.by(interim, "1", 10s) == stays()); }
    SUBCASE("its end with the NAS, by whom it was told of last") {
        CHECK(told.restarts(elsewhere) == nothing);
        CHECK(told.by(interim, "1", 20s) == stays());
        CHECK(told.restarts(controller) == nothing);
        CHECK(told.restarts(elsewhere) == leaves());
        CHECK(told.by(interim, "1", 50s) == stays());
    }
    CHECK(told.by(stop, "1", 60s) == leaves());
}

TEST_CASE("two of the same name that number sessions alike do not end each other's") {
    Told told;
    (void)told.by(start, "1");
    told.teller = elsewhere;
    told.called = other_bss;
    CHECK(told.by(start, "1", {}, 0s, "wlan1") == comes("wlan1"));
    told.teller = controller;
    told.called = bss;
    CHECK(told.by(interim, "1", 20s) == nothing);
    CHECK(told.by(stop, "1", 30s) == nothing);
    CHECK(told.restarts(controller, "") == nothing);
    CHECK(told.restarts(elsewhere, "") == leaves("wlan1"));
}

TEST_CASE("there is room for so many; of more, each message counts as it comes") {
    Told told;
    const base::MacAddress second{{2, 0, 0, 0, 0, 2}}, third{{2, 0, 0, 0, 0, 3}};
    (void)told.by(start, "1");
    (void)told.by(start, "2", {}, 0s, "wlan0", second);
    CHECK(told.by(start, "3", {}, 0s, "wlan0", third).size() == 1);
    CHECK(told.by(stop, "3", 10s, 0s, "wlan0", third).size() == 1);
    CHECK(told.sessions.unremembered() == 2);
    CHECK(told.by(stop, "2", 40s, 0s, "wlan0", second).size() == 1); // makes room
    (void)told.by(start, "4", {}, 0s, "wlan0", third);
    CHECK(told.sessions.unremembered() == 2);
    CHECK(told.by(interim, "3", 20s, 10s, "wlan0", third) == nothing);
}

} // namespace accounting_sessions_test
