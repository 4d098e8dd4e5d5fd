#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// Heartbeats, RFC 5847.
namespace pmip::test {
namespace {

MagSettings beating() {
    auto settings = reference_settings();
    settings.lmas["LMA1"].heartbeat_interval = 60s;
    return settings;
}

std::string request(int sequence) {
    return fmt::format("to 10.106.37.40: Heartbeat request seq {}", sequence);
}
Heartbeat response(std::uint32_t sequence, std::vector<Option> options = {}) {
    return {.flags = Heartbeat::response, .sequence = sequence, .options = std::move(options)};
}
Heartbeat unsolicited(std::uint32_t counter) {
    return {.flags = Heartbeat::response | Heartbeat::unsolicited, .options = {RestartCounter{counter}}};
}
const Peer& peer(const Bench& mag) { return mag.mag.peers().at("LMA1"); }

/// Five requests, none of them answered: with the fifth the path is dead.
Lines silence(Bench& mag) {
    for (int i = 0; i < 4; ++i) (void)mag.next();
    return mag.next();
}

TEST_CASE("one each interval, for as long as there is a session") {
    Bench mag(beating());
    (void)mag.up();
    CHECK_FALSE(peer(mag).beat.next); // no session yet
    (void)mag.accepted();
    (void)mag.programmed();
    CHECK(mag.next() == Lines{"0 ms", request(1)}); // tells the LMA's restart counter
    mag.advance(20ms);
    CHECK(mag.heard(response(1)).empty());
    CHECK(peer(mag).beat.round_trip == 20ms);
    CHECK(peer(mag).path == Peer::Path::up);
    CHECK(mag.next() == Lines{"60020 ms", request(2)});
    (void)mag.heard(response(2));
    (void)mag.down();
    CHECK_FALSE(peer(mag).beat.next);
    (void)mag.accepted();
    CHECK_FALSE(mag.mag.deadline());
    mag.attach();
    CHECK(mag.next() == Lines{"120020 ms", request(3)}); // not sooner than if it had stayed
}

TEST_CASE("one that is not answered is sent again soon; beyond the retries the path is dead") {
    Bench mag(beating());
    mag.attach();
    CHECK(mag.next() == Lines{"0 ms", request(1)});
    CHECK(mag.next() == Lines{"5000 ms", request(2)});
    CHECK(mag.next() == Lines{"10000 ms", request(3)});
    CHECK(mag.next() == Lines{"15000 ms", request(4)});
    CHECK(mag.next() == Lines{"20000 ms", request(5)});
    CHECK(peer(mag).path == Peer::Path::down);
    CHECK(mag.count(Counter::lma_path_down) == 1);
    CHECK(mag.notes.back() == "LMA1: answers no heartbeat, 4 were sent");
    CHECK(mag.state() == "ACTIVE"); // no other LMA: it stays
    CHECK(mag.binding().reason == "LMA1 answers no heartbeat");
    CHECK(mag.next() == Lines{"80000 ms", request(6)});
    CHECK(mag.heard(response(6)).empty());
    CHECK(mag.notes.back() == "LMA1: answers again");
    CHECK(mag.binding().reason.empty());
    CHECK(mag.count(Counter::lma_path_down) == 1);
}

TEST_CASE("any response to a request that is out will do, others are dropped") {
    Bench mag(beating());
    mag.attach();
    for (int i = 0; i < 3; ++i) (void)mag.next();
    CHECK(mag.heard(response(0)).empty());
    CHECK(mag.heard(response(4)).empty());
    CHECK(mag.heard(response(7, {RestartCounter{9}})).empty());
    CHECK(mag.count(Counter::drop_heartbeat_unmatched) == 3);
    CHECK(peer(mag).beat.unanswered == 3);
    CHECK_FALSE(peer(mag).restart_counter);
    CHECK(mag.heard(response(2)).empty());
    CHECK(peer(mag).beat.unanswered == 0);
    CHECK_FALSE(peer(mag).beat.round_trip); // of an older one: says nothing
    CHECK(mag.heard(response(3)).empty());
    CHECK(mag.count(Counter::drop_heartbeat_unmatched) == 4);
}

TEST_CASE("a dead path: the clients move to the realm's other LMA, and the dead one rests") {
    Bench mag(beating());
    mag.attach(choosy());
    CHECK(silence(mag) == Lines{"20000 ms", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24",
                                "Unwant", "Detached",
                                "PBU to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.pba(acceptance(mag.pbu), lma2).size() == 1);
    CHECK_FALSE(peer(mag).beat.next); // it has no session any more
    CHECK(mag.up(choosy(mac_b)).front().starts_with("PBU to LMA2"));
    mag.advance(60s);
    CHECK(mag.up(choosy(numbered(1))).front().starts_with("PBU to LMA1"));
}

TEST_CASE("a dead path and an other LMA that is not well: the session stays") {
    Bench mag(beating());
    mag.attach(choosy());
    (void)mag.on(LmaDrain{"LMA2"});
    CHECK(silence(mag) == Lines{"20000 ms", request(5)});
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("the restart counter: first seen, the same, another") {
    Bench mag(beating());
    mag.attach();
    CHECK(mag.heard(unsolicited(7)).empty());
    CHECK(mag.heard(unsolicited(7)).empty());
    CHECK(mag.count(Counter::lma_restarted) == 0);
    CHECK(mag.heard(unsolicited(3)) ==
          Lines{"PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 192.168.5.44/24 key 1"});
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.binding().programmed);      // its packets are carried meanwhile
    CHECK(mag.up() == Lines{"Attached"}); // and it is served
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.count(Counter::lma_restarted) == 1);
}

TEST_CASE("restarted while an update is out: there is one exchange, the new one") {
    Bench mag(beating());
    mag.attach();
    (void)mag.heard(unsolicited(1));
    (void)mag.up(behind(client(), "wlan1")); // the kernel is at work as well
    (void)mag.heard(unsolicited(2));
    const auto before = mag.pbu;
    CHECK(mag.heard(unsolicited(3)).size() == 1);
    CHECK(mag.state() == "INIT");
    CHECK(mag.pba(acceptance(before)).empty());
    CHECK(mag.count(Counter::drop_pba_unmatched_sequence) == 1);
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("restarted while a first update is out: it needs no other") {
    Bench mag(beating());
    (void)mag.heard(unsolicited(1));
    (void)mag.up();
    CHECK(mag.heard(unsolicited(2)).empty());
    CHECK(mag.accepted().size() == 1);
}

TEST_CASE("an LMA that knows no heartbeat is sent none any more") {
    Bench mag(beating());
    mag.attach();
    CHECK(mag.heard(BindingError{}).empty()); // to nothing of ours: ignored
    CHECK(mag.next() == Lines{"0 ms", request(1)});
    CHECK(mag.heard(BindingError{
                        .status = BindingErrorStatus::unknown_binding, .home_address = {}, .options = {}})
              .empty());
    CHECK(peer(mag).beat.next);
    CHECK(mag.heard(BindingError{}).empty());
    CHECK(mag.notes.back() == "LMA1: knows no heartbeat: none is sent");
    CHECK(mag.next().front() == "3300000 ms");
    CHECK(mag.count(Counter::binding_error_received) == 3);
}

TEST_CASE("requests of an LMA are always answered, with this gateway's restart counter") {
    auto settings = reference_settings();
    settings.restart_counter = 42;
    Bench mag(settings);
    CHECK(mag.heard(Heartbeat{.sequence = 7, .options = {}}) ==
          Lines{"to 10.106.37.40: Heartbeat response seq 7: Restart Counter 42"});
    CHECK(mag.heard(Heartbeat{.sequence = 7, .options = {}}, stranger).empty());
    CHECK(mag.count(Counter::drop_unknown_peer) == 1);
    CHECK(mag.heard(unsolicited(1), stranger).empty());
    CHECK(mag.count(Counter::heartbeat_request_received) == 1);
}

} // namespace
} // namespace pmip::test
