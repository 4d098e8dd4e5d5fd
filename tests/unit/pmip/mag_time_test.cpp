#include <doctest/doctest.h>

#include <set>

#include "tests/unit/pmip/mag_support.hpp"

/// What time alone brings about: retransmission, refresh, expiry, retries.
namespace pmip::test {
namespace {

std::vector<std::int64_t> send_times(Bench& mag, int count) {
    std::vector<std::int64_t> times;
    for (int i = 0; i < count; ++i) {
        (void)mag.next();
        times.push_back(mag.elapsed().count());
    }
    return times;
}

TEST_CASE("a silent LMA: 1, 2, 4 ... 32 s, then every 32 s") {
    Bench mag;
    (void)mag.up();
    CHECK(send_times(mag, 9) ==
          std::vector<std::int64_t>{1000, 3000, 7000, 15000, 31000, 63000, 95000, 127000, 159000});
    CHECK(mag.count(Counter::pbu_initial_sent) == 1);
    CHECK(mag.count(Counter::pbu_initial_retransmitted) == 9);
    CHECK(mag.state() == "INIT");
    CHECK(mag.binding().reason == "no answer from LMA1 (10.106.37.40) to 10 updates since 159 s");
}

TEST_CASE("what the operator reads while the LMA is silent") {
    Bench mag;
    (void)mag.up();
    CHECK(mag.binding().reason.empty());
    (void)send_times(mag, 3);
    CHECK(mag.binding().reason == "no answer from LMA1 (10.106.37.40) to 4 updates since 7 s");
    CHECK(mag.binding().exchange->copies.size() == 4);
    (void)mag.accepted();
    (void)mag.programmed();
    CHECK(mag.binding().reason.empty());
}

TEST_CASE("what he reads while its answers are not authentic") {
    Bench mag;
    (void)mag.up();
    UnauthenticAnswer answer{.from = lma1, .spi = 256, .ack = acceptance(mag.pbu)};
    CHECK(mag.on(answer).empty());
    CHECK(mag.binding().reason == "answers of LMA1 fail authentication (SPI 256)");
    (void)mag.next();
    CHECK(mag.binding().reason == "answers of LMA1 fail authentication (SPI 256)");
    answer.spi.reset();
    (void)mag.on(answer);
    CHECK(mag.binding().reason == "answers of LMA1 fail authentication (they have none)");
    CHECK(mag.mag.peers().at("LMA1").unauthentic_answers == 2);
    answer.from = stranger;
    (void)mag.on(answer);
    CHECK(mag.mag.peers().at("LMA1").unauthentic_answers == 2);
    CHECK(mag.accepted().size() == 1);
    (void)mag.programmed();
    CHECK(mag.binding().reason.empty());
}

TEST_CASE("other timeouts, other times") {
    auto settings = reference_settings();
    settings.initial_bindack_timeout = 200ms;
    settings.max_bindack_timeout = 500ms;
    Bench mag(settings);
    (void)mag.up();
    CHECK(send_times(mag, 4) == std::vector<std::int64_t>{200, 600, 1100, 1600});
}

TEST_CASE("every copy has a new sequence number and a greater timestamp") {
    auto settings = reference_settings();
    settings.first_sequence = 65533;
    Bench mag(settings);
    (void)mag.up();
    std::set<std::uint16_t> sequences;
    std::uint64_t last = 0;
    for (int i = 0; i < 20; ++i) {
        CHECK(sequences.insert(mag.pbu.sequence).second);
        const auto timestamp = find<Timestamp>(mag.pbu.options)->value;
        CHECK(timestamp > last);
        last = timestamp;
        (void)mag.next();
    }
    CHECK(sequences.contains(65535));
    CHECK(sequences.contains(0)); // the number wraps
}

TEST_CASE("a clock that stands still or goes back does not lower the timestamp") {
    Bench mag;
    (void)mag.up();
    const auto first = find<Timestamp>(mag.pbu.options)->value;
    mag.now.wall -= 10s;
    (void)mag.next();
    CHECK(find<Timestamp>(mag.pbu.options)->value == first + 1);
    (void)mag.accepted();
    (void)mag.programmed();
    (void)mag.down();
    CHECK(find<Timestamp>(mag.pbu.options)->value == first + 2);
}

std::uint64_t clock_of(const Bench& mag) {
    return static_cast<std::uint64_t>(
               std::chrono::duration_cast<std::chrono::seconds>(mag.now.wall.time_since_epoch()).count())
           << 16;
}

TEST_CASE("a clock that was ahead and is put right: the LMA has accepted none of its times") {
    Bench mag;
    mag.now.wall += 1h;
    SUBCASE("before the refusal: sent again at once") {
        (void)mag.up();
        mag.now.wall -= 1h;
        CHECK(mag.refused(Status::timestamp_mismatch) ==
              Lines{"PBU again to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.notes.back().starts_with("PBU sent"));
        CHECK(mag.notes.at(mag.notes.size() - 2) ==
              "LMA1 refused: 156 TIMESTAMP_MISMATCH; this clock went back by 3600.0 s; sent again");
    }
    SUBCASE("after it: at the next attempt") {
        (void)mag.up();
        CHECK(mag.refused(Status::timestamp_mismatch) == Lines{"Detached"});
        mag.now.wall -= 1h;
        (void)mag.next();
    }
    SUBCASE("what was accepted counts") {
        mag.now.wall -= 1h;
        mag.attach();
        const auto accepted = find<Timestamp>(mag.pbu.options)->value;
        (void)mag.next();
        mag.now.wall -= 2h;
        (void)mag.refused(Status::timestamp_mismatch);
        CHECK(find<Timestamp>(mag.pbu.options)->value == accepted + 1);
        return;
    }
    CHECK((find<Timestamp>(mag.pbu.options)->value >> 16) == (clock_of(mag) >> 16));
}

TEST_CASE("157: whose clock it is") {
    Bench mag;
    (void)mag.up();
    (void)mag.refused(Status::timestamp_lower_than_prev_accepted);
    CHECK(mag.notes.at(mag.notes.size() - 2).find("synchronise the clocks of all gateways") !=
          std::string::npos);
    mag.now.wall -= 5s;
    (void)mag.refused(Status::timestamp_lower_than_prev_accepted);
    CHECK(mag.notes.at(mag.notes.size() - 2).find("this clock went back by 5.0 s") != std::string::npos);
}

TEST_CASE("any outstanding copy may be answered") {
    Bench mag;
    (void)mag.up();
    const auto first = mag.pbu;
    (void)send_times(mag, 2);
    CHECK(mag.pba(acceptance(first)) == Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan0"});
    CHECK(mag.binding().expires == mag.begin + 3600s); // from when the answered copy went
}

TEST_CASE("a copy of minutes ago is forgotten") {
    Bench mag;
    (void)mag.up();
    const auto first = mag.pbu;
    (void)send_times(mag, 40);
    CHECK(mag.binding().exchange->copies.size() == 16);
    CHECK(mag.pba(acceptance(first)).empty());
    CHECK(mag.count(Counter::drop_pba_unmatched_sequence) == 1);
    CHECK(mag.accepted().size() == 1);
}

TEST_CASE("a Tick before its time does nothing, a late one sends one copy") {
    Bench mag;
    (void)mag.up();
    mag.advance(999ms);
    CHECK(mag.on(Tick{}).empty());
    mag.advance(60s);
    CHECK(mag.on(Tick{}).size() == 1);
    CHECK(mag.on(Tick{}).empty());
}

TEST_CASE("refresh: HI 5, the address listed, the same key") {
    Bench mag;
    mag.attach();
    CHECK(mag.next() ==
          Lines{"3300000 ms", "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.binding().expires == mag.now.steady + 3600s);
    CHECK(mag.count(Counter::pbu_refresh_sent) == 1);
}

TEST_CASE("a short lifetime is refreshed at three quarters of it") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    ack.lifetime = 15;
    (void)mag.pba(ack);
    (void)mag.programmed();
    CHECK(mag.binding().lifetime == 60s);
    CHECK(mag.next().front() == "45000 ms");
}

TEST_CASE("more than was asked for is not taken") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    ack.lifetime = 65535;
    (void)mag.pba(ack);
    CHECK(mag.binding().lifetime == 3600s);
}

TEST_CASE("an unanswered refresh goes on until the lifetime ends; then all begins anew") {
    Bench mag;
    mag.attach();
    Lines line;
    do line = mag.next();
    while (line.back().starts_with("PBU again"));
    CHECK(line == Lines{"3300000 ms", "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
    do line = mag.next();
    while (line.back().starts_with("PBU again"));
    CHECK(line.front() == "3600000 ms");
    CHECK(Lines(line.begin() + 1, line.begin() + 3) == Lines{"Unwant", "Detached"});
    CHECK(line.back().ends_with("HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"));
    CHECK(mag.state() == "INIT");
    CHECK(mag.count(Counter::binding_expired) == 1);
    CHECK(mag.accepted().size() == 1);
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("the service stands while the refresh is unanswered") {
    Bench mag;
    mag.attach();
    (void)send_times(mag, 3);
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.binding().programmed);
    CHECK(mag.binding().reason == "no answer from LMA1 (10.106.37.40) to 3 updates since 3 s");
    CHECK(mag.up() == Lines{"Attached"});
    (void)mag.accepted();
    CHECK(mag.binding().reason.empty());
}

TEST_CASE("another address at a refresh: the kernel, then the client, take it anew") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    option_of<Ipv4HomeAddressReply>(ack.options)->home_address.address = {0xc0a80563};
    CHECK(mag.pba(ack) == Lines{"Detached", "Want 192.168.5.99/24 router 192.168.5.1 keys 100/1 on wlan0"});
    CHECK(mag.state() == "INIT");
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("another uplink key at a refresh: the kernel takes it, the client need not know") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    option_of<GreKey>(ack.options)->key = 101;
    CHECK(mag.pba(ack) == Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 101/1 on wlan0"});
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("refused again and again: 30, 60, 120, 240, 480, 600, 600 s") {
    Bench mag;
    (void)mag.up();
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 7; ++i) {
        CHECK(mag.refused(Status::insufficient_resources) == Lines{"Detached"});
        CHECK(mag.state() == "NULL");
        const auto before = mag.elapsed();
        (void)mag.next();
        waits.push_back((mag.elapsed() - before).count() / 1000);
        CHECK(mag.state() == "INIT");
    }
    CHECK(waits == std::vector<std::int64_t>{30, 60, 120, 240, 480, 600, 600});
    (void)mag.accepted();
    (void)mag.programmed();
    CHECK(mag.binding().retry_backoff == 0s); // a success forgets the refusals
}

TEST_CASE("a trigger of a refused client starts an attempt, but not at once") {
    Bench mag;
    (void)mag.up();
    (void)mag.refused(Status::insufficient_resources);
    CHECK(mag.up().empty());
    mag.advance(2999ms);
    CHECK(mag.up().empty());
    mag.advance(1ms);
    CHECK(mag.up() == Lines{"PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    (void)mag.refused(Status::insufficient_resources);
    CHECK(mag.up(client(), true).size() == 1); // an operator need not wait
}

TEST_CASE("a refused client that leaves is forgotten at once") {
    Bench mag;
    (void)mag.up();
    (void)mag.refused(Status::insufficient_resources);
    CHECK(mag.down() == Lines{"Detached"});
    CHECK(mag.state() == "none");
    CHECK_FALSE(mag.mag.deadline());
}

TEST_CASE("one Tick serves every binding that is due") {
    Bench mag;
    (void)mag.up();
    (void)mag.up(client(mac_b));
    CHECK(mag.next().size() == 3);
    CHECK(mag.next().size() == 3);
}

} // namespace
} // namespace pmip::test
