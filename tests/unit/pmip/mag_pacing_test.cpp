#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// How fast updates go, and the timers that an LMA sets.
namespace pmip::test {
namespace {

/// Ten updates a second: two at once, the others 100 ms apart.
MagSettings slow() {
    auto settings = reference_settings();
    settings.lmas["LMA1"].update_rate = 10;
    return settings;
}

std::string first_update(int sequence, int key) {
    return fmt::format("PBU to LMA1: seq {} HI 1 lifetime 3600 hoa 0.0.0.0/0 key {}", sequence, key);
}

TEST_CASE("sessions that are left behind end in their turn, with the time that it is then") {
    Bench mag(slow());
    (void)mag.up(choosy());
    (void)mag.up(choosy(mac_b));
    CHECK(mag.on(LmaDrain{"LMA1"}).size() == 2); // PBUs to LMA2
    CHECK(mag.next() == Lines{"100 ms", "PBU to LMA1: seq 9467 HI 4 lifetime 0 hoa 0.0.0.0/0"});
    CHECK(find<Timestamp>(mag.pbu.options)->value == (1700000000ULL << 16) + 65536 * 6 / 10);
    CHECK(mag.next() == Lines{"200 ms", "PBU to LMA1: seq 9469 HI 4 lifetime 0 hoa 0.0.0.0/0"});
}

TEST_CASE("the answer to what a left session was ended by is none of the next session") {
    Bench mag;
    (void)mag.up(choosy());
    CHECK(mag.on(LmaDrain{"LMA1"}).size() == 2);
    const auto parting = std::ranges::find_if(mag.actions, [](const Action& action) {
        const auto* sent = std::get_if<SendPbu>(&action);
        return sent != nullptr && sent->lma == "LMA1";
    });
    REQUIRE(parting != mag.actions.end());
    const auto update = std::get<SendPbu>(*parting).update;
    const auto accepted = mag.count(Counter::pba_accepted);
    const auto late = mag.count(Counter::drop_pba_unknown_peer);
    SUBCASE("accepted") {
        CHECK(mag.pba(acceptance(update)).empty());
        CHECK(mag.count(Counter::pba_accepted) == accepted + 1);
    }
    SUBCASE("refused") {
        CHECK(mag.pba(refusal(update, Status::reason_unspecified)).empty());
        CHECK(mag.count(Counter::pba_rejected) == 1);
    }
    SUBCASE("of another client, or after half a minute: dropped") {
        auto ack = acceptance(update);
        std::get<MobileNodeIdentifier>(ack.options.front()).id.identifier = "other@example.com";
        (void)mag.pba(ack);
        mag.advance(31s);
        (void)mag.pba(acceptance(update));
        CHECK(mag.count(Counter::pba_accepted) == accepted);
        return;
    }
    CHECK(mag.count(Counter::drop_pba_unknown_peer) == late);
    SUBCASE("said again: dropped") {
        (void)mag.pba(acceptance(update));
        CHECK(mag.count(Counter::drop_pba_unknown_peer) == late + 1);
    }
    CHECK(mag.state() == "INIT");
}

TEST_CASE("a session that waits for its turn and was never asked for is not de-registered") {
    Bench mag(slow());
    mag.attach();
    auto other = client();
    other.mn_id.identifier = "other@ciscotacbangalore.com";
    (void)mag.up(other);
    CHECK(mag.state() == "DISCONNECTING");
    CHECK(mag.pba(acceptance(mag.pbu)).empty()); // what it asks for as another waits
    CHECK(mag.state() == "INIT");
    CHECK(mag.on(LinkDown{.mac = mac_a, .reason = "left"}) == Lines{"Detached"});
    CHECK(mag.state() == "none");
}

TEST_CASE("a burst of attaches: in the order in which they came, none lost") {
    Bench mag(slow());
    CHECK(mag.up(client(numbered(5))) == Lines{first_update(9465, 1)});
    CHECK(mag.up(client(numbered(4))) == Lines{first_update(9466, 2)});
    for (const auto number : {3, 2, 1}) CHECK(mag.up(client(numbered(std::uint8_t(number)))).empty());
    CHECK(mag.state(numbered(1)) == "INIT");
    SUBCASE("each in its turn") {
        CHECK(mag.next() == Lines{"100 ms", first_update(9467, 3)});
        CHECK(mag.next() == Lines{"200 ms", first_update(9468, 4)});
        CHECK(mag.next() == Lines{"300 ms", first_update(9469, 5)});
        CHECK(mag.accepted().size() == 1);
        CHECK(mag.next().front() == "1000 ms"); // the first one again
    }
    SUBCASE("a late clock") {
        mag.advance(900ms);
        CHECK(mag.on(Tick{}) == Lines{first_update(9467, 3), first_update(9468, 4), first_update(9469, 5)});
    }
    SUBCASE("another LMA has a pace of its own") { CHECK(mag.up(client(mac_a, "LMA2")).size() == 1); }
    SUBCASE("the trigger repeats") {
        CHECK(mag.up(client(numbered(3))).empty());
        CHECK(mag.next() == Lines{"100 ms", first_update(9467, 3)});
    }
    SUBCASE("one leaves while it waits: the LMA hears nothing of it") {
        CHECK(mag.down(numbered(3)) == Lines{"Detached"});
        CHECK(mag.state(numbered(3)) == "none");
        CHECK(mag.up(client(numbered(6))).empty()); // which has its turn then
        CHECK(mag.next() == Lines{"100 ms", first_update(9467, 6)});
        CHECK(mag.next() == Lines{"200 ms", first_update(9468, 4)});
    }
    SUBCASE("two leave, and what comes next has their turns, the first one first") {
        CHECK(mag.down(numbered(2)) == Lines{"Detached"});
        CHECK(mag.down(numbered(3)) == Lines{"Detached"});
        mag.advance(150ms); // the first is over
        CHECK(mag.up(client(numbered(6))).empty());
        CHECK(mag.next() == Lines{"200 ms", first_update(9467, 6)});
        CHECK(mag.next() == Lines{"300 ms", first_update(9468, 5)});
    }
    SUBCASE("one becomes another while it waits: the LMA hears of the other alone") {
        auto guest = client(numbered(3));
        guest.mn_id.identifier = "guest@example.com";
        CHECK(mag.up(guest).empty());
        CHECK(mag.next().back() == first_update(9467, 4));
        CHECK(mag.next().back() == first_update(9468, 5));
        CHECK(mag.next() == Lines{"400 ms", first_update(9469, 6)});
        CHECK(find<MobileNodeIdentifier>(mag.pbu.options)->id.identifier == "guest@example.com");
    }
}

TEST_CASE("a flood of clients that come and go puts off nobody") {
    Bench mag(slow());
    mag.attach();
    mag.attach(client(mac_b));
    for (int i = 0; i < 10'000; ++i) {
        CHECK(mag.up(client(numbered(1))).empty());
        CHECK(mag.down(numbered(1)) == Lines{"Detached"});
    }
    CHECK(mag.up(client(numbered(2))).empty());
    CHECK(mag.next().front() == "100 ms");
    CHECK(mag.count(Counter::pbu_initial_sent) == 3);
}

TEST_CASE("one that waits to leave, comes back and leaves: it is still de-registered") {
    Bench mag(slow());
    mag.attach();
    (void)mag.up(client(mac_b));
    CHECK(mag.down() == Lines{"Unwant", "Detached"}); // its turn has not come
    CHECK(mag.up().empty());
    CHECK(mag.down() == Lines{"Detached"});
    Lines line;
    do line = mag.next();
    while (line.size() == 1);
    CHECK(line.back() == "PBU to LMA1: seq 9467 HI 4 lifetime 0 hoa 0.0.0.0/0");
}

TEST_CASE("retransmissions, refreshes and de-registrations wait for their turn too") {
    Bench mag(slow());
    for (const auto number : {1, 2, 3, 4}) {
        mag.attach(client(numbered(std::uint8_t(number))));
        mag.advance(1s);
    }
    std::size_t sent = 0;
    for (const auto number : {1, 2, 3, 4}) {
        const auto lines = mag.down(numbered(std::uint8_t(number)));
        CHECK(lines.front() == "Unwant"); // the kernel does not wait
        sent += lines.size() - 2;
    }
    CHECK(sent == 2);
    CHECK(mag.next().front() == "4100 ms");
    CHECK(mag.next().front() == "4200 ms");
    CHECK(mag.count(Counter::pbu_deregistration_sent) == 4);
}

/// Registered by an acceptance that says more.
void attach_with(Bench& mag, Option said) {
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    ack.options.push_back(std::move(said));
    (void)mag.pba(ack);
    (void)mag.programmed();
}

std::string refreshed_after(Option said) {
    Bench mag;
    attach_with(mag, std::move(said));
    return mag.next().front();
}

TEST_CASE("re-registration as the LMA wishes: 600 s before the end, after 2, 4, 5, 5 s again") {
    Bench mag;
    attach_with(mag, LmaControlledParameters{{ReregistrationControl{
                         .start = 150, .initial_retransmission = 2, .maximum_retransmission = 5}}});
    for (const auto* time : {"3000000 ms", "3002000 ms", "3006000 ms", "3011000 ms", "3016000 ms"})
        CHECK(mag.next().front() == time);
}

TEST_CASE("but not before three quarters of the lifetime") {
    CHECK(refreshed_after(LmaControlledParameters{{ReregistrationControl{.start = 10000}}}) == "2700000 ms");
}

TEST_CASE("heartbeats as the LMA wishes, where the operator had none") {
    Bench mag;
    attach_with(mag, LmaControlledParameters{{HeartbeatControl{
                         .interval = 30, .retransmission_delay = 2, .maximum_retransmissions = 1}}});
    CHECK(mag.next() == Lines{"0 ms", "to 10.106.37.40: Heartbeat request seq 1"});
    CHECK(mag.next() == Lines{"2000 ms", "to 10.106.37.40: Heartbeat request seq 2"});
    CHECK(mag.next().front() == "4000 ms");
    CHECK(mag.mag.peers().at("LMA1").path == Peer::Path::down);
}

TEST_CASE("no delay between heartbeats that are not answered: the interval") {
    Bench mag;
    attach_with(mag, LmaControlledParameters{{HeartbeatControl{.interval = 30, .retransmission_delay = 0}}});
    (void)mag.next();
    CHECK(mag.next().front() == "30000 ms");
}

TEST_CASE("a NAT on the way: it must not forget the flow") {
    CHECK(refreshed_after(NatDetection{true, 60}) == "60000 ms");
    CHECK(refreshed_after(NatDetection{true, 0}) == "110000 ms"); // RFC 5555 section 4.3
    CHECK(refreshed_after(NatDetection{true, 0xffffffff}) == "3300000 ms");
    CHECK(refreshed_after(NatDetection{true, 10000}) == "3300000 ms");
    CHECK(refreshed_after(NatDetection{false, 60}) == "3300000 ms");
}

TEST_CASE("the LMA wishes for more frequent updates") {
    CHECK(refreshed_after(BindingRefreshAdvice{100}) == "400000 ms");
    CHECK(refreshed_after(BindingRefreshAdvice{0}) == "3300000 ms");
    CHECK(refreshed_after(BindingRefreshAdvice{65535}) == "3300000 ms");
}

TEST_CASE("each answer says anew how it is") {
    Bench mag;
    attach_with(mag, NatDetection{true, 60});
    (void)mag.next();
    CHECK(mag.accepted().empty());
    CHECK(mag.next().front() == "3360000 ms");
}

} // namespace
} // namespace pmip::test
