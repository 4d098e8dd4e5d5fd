#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// An operator takes an LMA out of service.
namespace pmip::test {
namespace {

const Lines ended_at_1{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"};

TEST_CASE("a session moves to the realm's other LMA") {
    Bench mag;
    mag.attach(choosy());
    CHECK(mag.on(LmaDrain{"LMA1"}) == ended_at_1);
    CHECK(mag.state() == "DISCONNECTING");
    CHECK(mag.accepted() == Lines{"PBU to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 2"});
    CHECK(mag.pba(acceptance(mag.pbu), lma2) ==
          Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/2 on wlan0"});
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("the silence of the LMA that is left does not keep the client") {
    Bench mag;
    mag.attach(choosy());
    (void)mag.on(LmaDrain{"LMA1"});
    (void)mag.next();
    (void)mag.next();
    CHECK(mag.next() == Lines{"7000 ms", "PBU to LMA2: seq 9469 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 2"});
}

TEST_CASE("what happens on the way") {
    Bench mag;
    mag.attach(choosy());
    (void)mag.on(LmaDrain{"LMA1"});
    SUBCASE("the client is seen, twice") {
        CHECK(mag.up(choosy()).empty());
        CHECK(mag.up(choosy()).empty());
        CHECK(mag.accepted().front().starts_with("PBU to LMA2"));
    }
    SUBCASE("it leaves") {
        CHECK(mag.down() == Lines{"Detached"});
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "none");
    }
    SUBCASE("it leaves and comes back") {
        (void)mag.down();
        CHECK(mag.up(choosy()).back().starts_with("PBU to LMA2"));
    }
    SUBCASE("it comes with another identity") {
        auto other = choosy();
        other.mn_id.identifier = "guest@example.com";
        CHECK(mag.up(other).empty());
        CHECK(mag.accepted().front().starts_with("PBU to LMA2"));
        CHECK(find<MobileNodeIdentifier>(mag.pbu.options)->id.identifier == "guest@example.com");
    }
    SUBCASE("the other LMA is drained too") {
        (void)mag.on(LmaDrain{"LMA2"});
        CHECK(mag.accepted() == Lines{"Detached"});
        CHECK(mag.binding().reason == "no LMA of the realm takes new clients; next attempt in 30 s");
        (void)mag.on(LmaDrain{"LMA2", false});
        CHECK(mag.next().back().starts_with("PBU to LMA2"));
    }
    SUBCASE("the LMA is put back") {
        (void)mag.on(LmaDrain{"LMA1", false});
        CHECK(mag.accepted().front().starts_with("PBU to LMA1"));
    }
    SUBCASE("an unknown one and the same one again") {
        CHECK(mag.on(LmaDrain{"LMA3"}).empty());
        CHECK(mag.on(LmaDrain{"LMA1"}).empty());
    }
}

TEST_CASE("without another LMA that is well, the session stays and is refreshed") {
    Bench mag;
    SUBCASE("there is none") { mag.attach(); }
    SUBCASE("it is draining") {
        mag.attach(choosy());
        (void)mag.on(LmaDrain{"LMA2"});
    }
    SUBCASE("it did not answer") {
        mag.attach(choosy());
        auto probe = choosy(mac_b);
        probe.lmas = {"LMA2", "LMA1"};
        (void)mag.up(probe);
        for (int i = 0; i < 3; ++i) (void)mag.next();
        (void)mag.down(mac_b);
        (void)mag.accepted();
    }
    CHECK(mag.on(LmaDrain{"LMA1"}).empty());
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.notes.back() == "stays: no other LMA of its realm is well but LMA1");
    CHECK(mag.next().back().ends_with("HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"));
}

TEST_CASE("clients without a session") {
    Bench mag;
    SUBCASE("one that is being asked for goes on at the other LMA") {
        (void)mag.up(choosy());
        CHECK(mag.on(LmaDrain{"LMA1"}) ==
              Lines{"PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 0.0.0.0/0",
                    "PBU to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    }
    SUBCASE("one that was refused asks the other next time") {
        (void)mag.up(choosy());
        (void)mag.refused(Status::reason_unspecified);
        CHECK(mag.on(LmaDrain{"LMA1"}).empty());
        CHECK(mag.next() ==
              Lines{"30000 ms", "PBU to LMA2: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    }
    SUBCASE("a new one, as long as it lasts") {
        (void)mag.on(LmaDrain{"LMA1"});
        CHECK(mag.up(choosy()).front().starts_with("PBU to LMA2"));
        (void)mag.on(LmaDrain{"LMA1", false});
        CHECK(mag.up(choosy(mac_b)).front().starts_with("PBU to LMA1"));
    }
    SUBCASE("a new one whose realm has no other") {
        (void)mag.on(LmaDrain{"LMA1"});
        CHECK(mag.up() == Lines{"Detached"});
        CHECK(mag.binding().reason == "no LMA of the realm takes new clients; next attempt in 30 s");
        CHECK(mag.next() == Lines{"30000 ms", "Detached"});
        (void)mag.on(LmaDrain{"LMA1", false});
        CHECK(mag.next().back() == "PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1");
    }
}

TEST_CASE("drained while the kernel is at work, or while a refresh is under way") {
    Bench mag;
    (void)mag.up(choosy());
    (void)mag.accepted();
    SUBCASE("kernel") {
        const auto generation = mag.binding().generation;
        CHECK(mag.on(LmaDrain{"LMA1"}) == ended_at_1);
        CHECK(mag.on(Programmed{mac_a, generation}).empty());
        CHECK(mag.state() == "DISCONNECTING");
    }
    SUBCASE("refresh") {
        (void)mag.programmed();
        (void)mag.next();
        const auto refresh = mag.pbu;
        CHECK(mag.on(LmaDrain{"LMA1"}).size() == 3);
        CHECK(mag.pba(acceptance(refresh)).empty());
        CHECK(mag.state() == "DISCONNECTING");
    }
}

} // namespace
} // namespace pmip::test
