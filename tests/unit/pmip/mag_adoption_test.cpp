#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

namespace pmip::test {
namespace {

const std::string confirmed = "PBU to LMA1: seq 9465 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1";

/// The binding as it was when its process died, as a journal has it.
Binding dead_session(Bench& mag) {
    (void)mag.up();
    (void)mag.accepted();
    (void)mag.programmed();
    return mag.binding();
}

TEST_CASE("a session of an earlier process is active at once, and its LMA is asked to confirm it") {
    Bench before;
    const auto session = dead_session(before);
    Bench mag;
    CHECK(mag.on(Adopted{session}) == Lines{"Attached", confirmed});
    CHECK(mag.binding().phase == Phase::refresh_pending);
    CHECK(mag.mag.sessions("LMA1") == 1);
    CHECK(mag.count(Counter::adopted) == 1);
    CHECK(mag.pba(acceptance(mag.pbu)).empty());
    CHECK(mag.binding().phase == Phase::active);
    CHECK(mag.down() ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
}

TEST_CASE("whoever comes after it gets another key") {
    Bench before;
    const auto session = dead_session(before);
    Bench mag;
    (void)mag.on(Adopted{session});
    CHECK(mag.up(client(mac_b)) == Lines{"PBU to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 2"});
}

TEST_CASE("a session that cannot go on is taken from the kernel") {
    Bench before;
    auto session = dead_session(before);
    Bench mag;
    SUBCASE("its LMA is gone") { session.lma = "LMA9"; }
    SUBCASE("its key is another client's") {
        auto other = session;
        other.profile.mac = mac_b;
        other.ipv4->home_address.address = router;
        (void)mag.on(Adopted{other});
    }
    SUBCASE("its address is another client's") {
        auto other = session;
        other.profile.mac = mac_b;
        ++other.downlink_key;
        (void)mag.on(Adopted{other});
    }
    CHECK(mag.on(Adopted{session}) == Lines{"Unwant"});
    CHECK(mag.count(Counter::not_adopted) == 1);
}

TEST_CASE("a second session of a client leaves the first one alone") {
    Bench before;
    const auto session = dead_session(before);
    Bench mag;
    (void)mag.on(Adopted{session});
    auto other = session;
    ++other.downlink_key;
    CHECK(mag.on(Adopted{other}).empty());
    CHECK(mag.binding().downlink_key == session.downlink_key);
    CHECK(mag.count(Counter::not_adopted) == 1);
}

TEST_CASE("one whose lifetime has ended meanwhile ends") {
    Bench before;
    const auto session = dead_session(before);
    Bench mag;
    mag.now.steady += Seconds{3600};
    (void)mag.on(Adopted{session});
    const auto lines = mag.on(Tick{});
    CHECK(lines.front() == "Unwant");
    CHECK(mag.count(Counter::binding_expired) == 1);
}

TEST_CASE("a journal is told when what it has of a session changes") {
    Bench mag;
    (void)mag.up();
    (void)mag.accepted();
    CHECK(mag.records.empty()); // the wish to the kernel says it
    (void)mag.programmed();
    (void)mag.next();
    CHECK(mag.accepted().empty());
    CHECK(mag.records == std::vector{mac_a});
}

} // namespace
} // namespace pmip::test
