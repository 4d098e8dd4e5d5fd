#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// Which of several LMAs serves a client.
namespace pmip::test {
namespace {

const std::string first = "PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1";

/// It may hold a session all the same.
const std::string left_behind = "PBU to LMA1: seq 9468 HI 4 lifetime 0 hoa 0.0.0.0/0";

/// LMA1 answers none of its three copies.
Lines silence(Bench& mag) {
    (void)mag.next();
    (void)mag.next();
    return mag.next();
}

TEST_CASE("the first LMA is silent: the next one is asked, and serves") {
    Bench mag;
    CHECK(mag.up(choosy()) == Lines{first});
    const auto unanswered = mag.pbu;
    CHECK(silence(mag) == Lines{"7000 ms", left_behind, "Detached",
                                "PBU to LMA2: seq 9469 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.count(Counter::lma_changed) == 1);
    CHECK(mag.pba(acceptance(unanswered)).empty()); // too late
    CHECK(mag.count(Counter::drop_pba_unknown_peer) == 1);
    CHECK(mag.pba(acceptance(mag.pbu), lma2) == Lines{carried});
    CHECK(mag.binding().lma == "LMA2");
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.up(choosy()) == Lines{"Attached"});
}

TEST_CASE("a silent LMA is passed over for a minute, where there is another") {
    Bench mag;
    (void)mag.up(choosy());
    (void)silence(mag);
    CHECK(mag.up(choosy(numbered(1))).front().starts_with("PBU to LMA2"));
    CHECK(mag.up(client(numbered(2))).front().starts_with("PBU to LMA1")); // its realm has no other
    mag.advance(60s);
    CHECK(mag.up(choosy(numbered(3))).front().starts_with("PBU to LMA1"));
}

TEST_CASE("all are silent: a pause, then another round") {
    Bench mag;
    (void)mag.up(choosy());
    (void)silence(mag);
    CHECK(silence(mag) ==
          Lines{"14000 ms", "PBU to LMA2: seq 9472 HI 4 lifetime 0 hoa 0.0.0.0/0", "Detached"});
    CHECK(mag.state() == "NULL");
    CHECK(mag.binding().reason ==
          "no answer from LMA2 (10.106.37.41) to 3 updates since 7 s; next attempt in 32 s");
    CHECK(mag.next() == Lines{"46000 ms", "PBU to LMA1: seq 9473 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(silence(mag).back().starts_with("PBU to LMA2"));
}

TEST_CASE("a refused address is asked for anew at the LMA that is then the right one; the other is told") {
    Bench mag;
    (void)mag.on(LmaDrain{"LMA1"});
    (void)mag.up(choosy());
    (void)mag.pba(acceptance(mag.pbu), lma2);
    (void)mag.programmed();
    (void)mag.on(LmaDrain{"LMA1", false});
    (void)mag.next(); // the refresh
    CHECK(mag.pba(refusal(mag.pbu, Status::not_authorized_for_ipv4_home_address), lma2) ==
          Lines{"PBU to LMA2: seq 9467 HI 4 lifetime 0 hoa 192.168.5.44/24", "Unwant", "Detached",
                "PBU to LMA1: seq 9468 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    SUBCASE("sequence numbers go round until an update has that of the parting: its answer counts") {
        const auto resynchronised = [&](std::uint16_t last, base::Ipv4 from) {
            auto ack = refusal(mag.pbu, Status::sequence_number_out_of_window);
            ack.sequence = last;
            return mag.pba(ack, from);
        };
        (void)resynchronised(39468, lma1);
        (void)resynchronised(59468, lma1);
        (void)mag.refused(Status::insufficient_resources);
        CHECK(resynchronised(9466, lma2) ==
              Lines{"PBU again to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.pba(acceptance(mag.pbu), lma2) == Lines{carried});
    }
}

TEST_CASE("130, 153 and 154: the next LMA is asked at once") {
    for (const auto status : {Status::insufficient_resources, Status::not_lma_for_this_mobile_node,
                              Status::mag_not_authorized_for_proxy_reg}) {
        CAPTURE(describe(status));
        Bench mag;
        (void)mag.up(choosy());
        CHECK(mag.refused(status) ==
              Lines{"Detached", "PBU to LMA2: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        SUBCASE("which serves") {
            CHECK(mag.pba(acceptance(mag.pbu), lma2) == Lines{carried});
            CHECK(mag.binding().tried->empty());
        }
        SUBCASE("which refuses too") {
            CHECK(mag.pba(refusal(mag.pbu, status), lma2) == Lines{"Detached"});
            CHECK(mag.state() == "NULL");
            CHECK(mag.binding().blocked == (status != Status::insufficient_resources));
            CHECK(mag.up(choosy(), true).front().starts_with("PBU to LMA1")); // the round begins again
        }
    }
}

TEST_CASE("other refusals are no reason to ask another LMA") {
    Bench mag;
    (void)mag.up(choosy());
    CHECK(mag.refused(Status::proxy_reg_not_enabled) == Lines{"Detached"});
    CHECK(mag.binding().blocked);
}

TEST_CASE("no resources at a refresh: the client gets another address elsewhere") {
    Bench mag;
    mag.attach(choosy());
    (void)mag.next();
    CHECK(mag.refused(Status::insufficient_resources) ==
          Lines{"PBU to LMA1: seq 9467 HI 4 lifetime 0 hoa 192.168.5.44/24", "Unwant", "Detached",
                "PBU to LMA2: seq 9468 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.pba(acceptance(mag.pbu), lma2) == Lines{carried});
}

TEST_CASE("a silent LMA is not left for another while its session stands") {
    Bench mag;
    mag.attach(choosy());
    for (int i = 0; i < 6; ++i) (void)mag.next();
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.binding().lma == "LMA1");
    CHECK(mag.binding().programmed);
}

TEST_CASE("a client leaves while the second LMA is asked") {
    Bench mag;
    (void)mag.up(choosy());
    (void)silence(mag);
    CHECK(mag.down() == Lines{"Detached", "PBU to LMA2: seq 9470 HI 4 lifetime 0 hoa 0.0.0.0/0"});
    CHECK(mag.pba(acceptance(mag.pbu), lma2).empty());
    CHECK(mag.state() == "none");
}

TEST_CASE("back to the preferred LMA at the next refresh, if the operator wishes") {
    auto settings = reference_settings();
    bool back = false;
    SUBCASE("he does") { back = true; }
    SUBCASE("he does not") {}
    settings.return_to_preferred = back;
    Bench mag(settings);
    (void)mag.up(choosy());
    (void)silence(mag);
    (void)mag.pba(acceptance(mag.pbu), lma2);
    (void)mag.programmed();
    if (back) {
        CHECK(mag.next() == Lines{"3307000 ms", "Unwant", "Detached",
                                  "PBU to LMA2: seq 9470 HI 4 lifetime 0 hoa 192.168.5.44/24"});
        CHECK(mag.pba(acceptance(mag.pbu), lma2) ==
              Lines{"PBU to LMA1: seq 9471 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 2"});
    } else {
        CHECK(mag.next() ==
              Lines{"3307000 ms", "PBU to LMA2: seq 9470 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
    }
}

MagSettings redirecting() {
    auto settings = reference_settings();
    settings.lmas["LMA1"].redirect = true;
    return settings;
}

ProxyBindingAck redirection(const ProxyBindingUpdate& update, base::Ipv4 to) {
    auto ack = acceptance(update);
    ack.options.emplace_back(Redirect{to});
    return ack;
}

TEST_CASE("a redirection to a configured LMA: data and further updates go there") {
    auto settings = redirecting();
    settings.return_to_preferred = true; // which would redirect the client again
    Bench mag(settings);
    (void)mag.up();
    REQUIRE(find<RedirectCapability>(mag.pbu.options) != nullptr);
    CHECK(mag.pba(redirection(mag.pbu, lma2)) == Lines{carried});
    CHECK(mag.binding().lma == "LMA2");
    CHECK(mag.mag.sessions("LMA2") == 1);
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.up() == Lines{"Attached"}); // it stays there
    CHECK(mag.count(Counter::redirected) == 1);
    CHECK(mag.next().back() == "PBU to LMA2: seq 9466 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1");
    CHECK(mag.pba(redirection(mag.pbu, lma1), lma2).empty()); // only a first update is redirected
    CHECK(mag.binding().lma == "LMA2");
    CHECK(mag.down().back().starts_with("PBU to LMA2"));
}

TEST_CASE("a redirection that cannot be followed: the session is given back") {
    auto settings = redirecting();
    const Lines given_back{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 0.0.0.0/0"};
    SUBCASE("to an LMA that nobody configured") {
        Bench mag(settings);
        (void)mag.up();
        CHECK(mag.pba(redirection(mag.pbu, stranger)) == given_back);
        CHECK(mag.binding().reason == "LMA1 accepted with a redirection to 1.2.3.4, which is no LMA of the "
                                      "configuration; next attempt in 30 s");
    }
    SUBCASE("to one without such a tunnel") {
        settings.lmas["LMA2"].encapsulations = {Encapsulation::ip};
        Bench mag(settings);
        (void)mag.up();
        CHECK(mag.pba(redirection(mag.pbu, lma2)) == given_back);
    }
    SUBCASE("to one where another client has the address") {
        Bench mag(settings);
        (void)mag.up(client(mac_b, "LMA2"));
        (void)mag.pba(acceptance(mag.pbu), lma2);
        (void)mag.up();
        CHECK(mag.pba(redirection(mag.pbu, lma2)).size() == 2);
        CHECK(mag.binding().reason ==
              "LMA1 accepted with the address of another client; next attempt in 30 s");
    }
}

TEST_CASE("a redirection that nobody asked for is ignored") {
    auto settings = redirecting();
    SUBCASE("switched off") { settings.lmas["LMA1"].redirect = false; }
    SUBCASE("the client may have a session") { settings.initial_handoff = Handoff::unknown; }
    Bench mag(settings);
    (void)mag.up();
    CHECK(find<RedirectCapability>(mag.pbu.options) == nullptr);
    CHECK(mag.pba(redirection(mag.pbu, lma2)) == Lines{carried});
    CHECK(mag.binding().lma == "LMA1");
}

} // namespace
} // namespace pmip::test
