#include <doctest/doctest.h>

#include <functional>

#include "magd/pmip/mag_verdict.hpp"
#include "tests/unit/pmip/mag_support.hpp"

/// Answers that are dropped, and acceptances that cannot be used.
namespace pmip::test {
namespace {

/// A dropped answer: no action, no other state, the same timer, one counter up.
void check_dropped(Bench& mag, const ProxyBindingAck& ack, Counter counter, base::Ipv4 from = lma1) {
    const auto before = *mag.mag.find(mac_a);
    const auto deadline = mag.mag.deadline();
    const auto count = mag.count(counter);
    CHECK(mag.pba(ack, from).empty());
    CHECK(mag.binding() == before);
    CHECK(mag.mag.deadline() == deadline);
    CHECK(mag.count(counter) == count + 1);
}

TEST_CASE("dropped before any binding is looked at") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    SUBCASE("not a proxy answer") {
        ack.flags = 0;
        check_dropped(mag, ack, Counter::drop_pba_not_proxy);
    }
    SUBCASE("from nobody") {
        check_dropped(mag, ack, Counter::drop_pba_unknown_peer, base::Ipv4{0x01020304});
    }
    SUBCASE("from another LMA") { check_dropped(mag, ack, Counter::drop_pba_unknown_peer, lma2); }
    SUBCASE("of another client") {
        option_of<MobileNodeIdentifier>(ack.options)->id.identifier = "evil@example.com";
        check_dropped(mag, ack, Counter::drop_pba_unknown_binding);
    }
    SUBCASE("another kind of identifier") {
        option_of<MobileNodeIdentifier>(ack.options)->id.subtype = 2;
        check_dropped(mag, ack, Counter::drop_pba_unknown_binding);
    }
    SUBCASE("without an identifier") {
        remove<MobileNodeIdentifier>(ack.options);
        check_dropped(mag, ack, Counter::drop_pba_unknown_binding);
    }
    SUBCASE("of no outstanding update") {
        ack.sequence = 9464;
        check_dropped(mag, ack, Counter::drop_pba_unmatched_sequence);
    }
    SUBCASE("a success with another timestamp") {
        option_of<Timestamp>(ack.options)->value += 1;
        check_dropped(mag, ack, Counter::drop_pba_timestamp);
    }
    CHECK(mag.accepted().size() == 1); // the right one is still taken
}

TEST_CASE("a replayed answer does nothing, whatever it says") {
    Bench mag;
    (void)mag.up();
    const auto update = mag.pbu;
    (void)mag.accepted();
    (void)mag.programmed();
    check_dropped(mag, acceptance(update), Counter::drop_pba_unmatched_sequence);
    for (int status = 128; status < 256; ++status) {
        CAPTURE(status);
        check_dropped(mag, refusal(update, Status(status)), Counter::drop_pba_unmatched_sequence);
    }
    (void)mag.next();
    REQUIRE(mag.state() == "REFRESH_PENDING");
    check_dropped(mag, acceptance(update), Counter::drop_pba_unmatched_sequence);
    check_dropped(mag, refusal(update, Status::proxy_reg_not_enabled), Counter::drop_pba_unmatched_sequence);
}

TEST_CASE("the timestamp of one copy does not fit the sequence of another") {
    Bench mag;
    (void)mag.up();
    const auto first = mag.pbu;
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    ack.sequence = first.sequence;
    check_dropped(mag, ack, Counter::drop_pba_timestamp);
}

/// An echo with another value: dropped, and that update is not sent again.
void check_mutes(const std::function<void(ProxyBindingAck&)>& change, const std::string& reason) {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    change(ack);
    CHECK(mag.pba(ack).empty());
    CHECK(mag.count(Counter::drop_pba_contradicts_pbu) == 1);
    CHECK(mag.binding().reason ==
          "LMA1 answered with " + reason + "; no further update until an operator attaches the client");
    CHECK_FALSE(mag.mag.deadline());
    CHECK(mag.up().empty());
    CHECK(mag.accepted().size() == 1); // the copy that is out may still be answered well
}

TEST_CASE("a contradicting answer stops retransmission") {
    check_mutes(
        [](auto& ack) { option_of<HandoffIndicator>(ack.options)->indicator = Handoff::between_mags; },
        "HI 3 instead of 1");
    check_mutes([](auto& ack) { option_of<HandoffIndicator>(ack.options)->indicator = Handoff::reserved; },
                "HI 0 instead of 1");
    check_mutes(
        [](auto& ack) {
            option_of<AccessTechnologyType>(ack.options)->technology = AccessTechnology::ieee8023;
        },
        "ATT 3 instead of 4");
    check_mutes([](auto& ack) { option_of<LinkLayerIdentifier>(ack.options)->identifier = {'x'}; },
                "LLID x instead of LLID 0023.c2db.292d");
    check_mutes(
        [](auto& ack) {
            ack.status = Status::reason_unspecified;
            option_of<HandoffIndicator>(ack.options)->indicator = Handoff::between_mags;
        },
        "HI 3 instead of 1");
}

ProxyBindingAck contradicting(const ProxyBindingUpdate& update) {
    auto ack = acceptance(update);
    option_of<HandoffIndicator>(ack.options)->indicator = Handoff::between_mags;
    return ack;
}

TEST_CASE("an operator lifts it") {
    Bench mag;
    (void)mag.up();
    (void)mag.pba(contradicting(mag.pbu));
    CHECK(mag.up(client(), true) == Lines{"PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.next().front() == "1000 ms");
}

TEST_CASE("contradicted at a refresh: service until the lifetime ends, then none") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    (void)mag.pba(contradicting(mag.pbu));
    CHECK(mag.state() == "REFRESH_PENDING");
    SUBCASE("and nobody does anything") {
        CHECK(mag.next() == Lines{"3600000 ms", "Unwant", "Detached"});
        CHECK(mag.state() == "NULL");
        CHECK(mag.binding().reason == "the lifetime ended without an answer from LMA1; no further attempt "
                                      "until an operator attaches the client");
        CHECK_FALSE(mag.mag.deadline());
        CHECK_FALSE(mag.binding().ipv4);
    }
    SUBCASE("and an operator attaches the client") {
        CHECK(mag.up(client(), true).size() == 2);
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "ACTIVE");
    }
}

TEST_CASE("contradicted, then refused: nothing is sent without an operator") {
    for (const auto status :
         {Status::insufficient_resources, Status::administratively_prohibited,
          Status::gre_key_option_required, Status::not_authorized_for_ipv4_mobility_service,
          Status::timestamp_mismatch, Status::timestamp_lower_than_prev_accepted}) {
        CAPTURE(describe(status));
        auto settings = reference_settings();
        settings.lmas["LMA1"].force_udp = true;
        settings.lmas["LMA1"].encapsulations = {Encapsulation::ip, Encapsulation::gre_udp};
        Bench mag(settings);
        auto both = dual();
        both.lmas = {"LMA1", "LMA2"};
        (void)mag.up(both);
        (void)mag.pba(contradicting(mag.pbu));
        CHECK(mag.refused(status) == Lines{"Detached"});
        CHECK(mag.binding().blocked);
        CHECK_FALSE(mag.mag.deadline());
        CHECK(mag.up(both, true).size() == 1);
    }
}

TEST_CASE("contradicted while leaving: gone at the end of the timeout, with no further copy") {
    Bench mag;
    mag.attach();
    (void)mag.down();
    (void)mag.pba(contradicting(mag.pbu));
    CHECK(mag.state() == "DISCONNECTING");
    CHECK(mag.next() == Lines{"1000 ms"});
    CHECK(mag.state() == "none");
}

TEST_CASE("an option that is not echoed is tolerated and counted") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    SUBCASE("HI") { remove<HandoffIndicator>(ack.options); }
    SUBCASE("ATT") { remove<AccessTechnologyType>(ack.options); }
    SUBCASE("LLID") { remove<LinkLayerIdentifier>(ack.options); }
    SUBCASE("Timestamp") { remove<Timestamp>(ack.options); }
    CHECK(mag.pba(ack).size() == 1);
    CHECK(mag.count(Counter::pba_echo_missing) == 1);
}

TEST_CASE("options of other kinds are skipped") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    ack.options.insert(ack.options.begin(), UnknownOption{.type = 200, .data = {1, 2, 3}});
    ack.options.emplace_back(NatDetection{});
    CHECK(mag.pba(ack).size() == 1);
    CHECK(mag.count(Counter::pba_echo_missing) == 0);
}

/// An acceptance without what an IPv4 session needs: given back at once, tried again later.
void check_unusable(const std::function<void(ProxyBindingAck&)>& change, const std::string& reason) {
    CAPTURE(reason);
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    change(ack);
    CHECK(mag.pba(ack) == Lines{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 0.0.0.0/0"});
    CHECK(mag.state() == "NULL");
    CHECK(mag.binding().reason == "LMA1 accepted with " + reason + "; next attempt in 30 s");
    CHECK(mag.count(Counter::pba_unusable) == 1);
    CHECK(mag.up().empty()); // no loop with a client that asks again and again
    (void)mag.accepted();
    CHECK(mag.state() == "NULL");
    CHECK(mag.next().front() == "30000 ms");
    CHECK(mag.accepted().size() == 1);
}

Ipv4HomeAddressReply& reply(ProxyBindingAck& ack) { return *option_of<Ipv4HomeAddressReply>(ack.options); }

TEST_CASE("acceptances that cannot be used") {
    check_unusable([](auto& ack) { remove<Ipv4HomeAddressReply>(ack.options); },
                   "no IPv4 Home Address Reply");
    check_unusable(
        [](auto& ack) { reply(ack).status = Ipv4HomeAddressStatus::dynamic_assignment_not_available; },
        "IPv4 Home Address Reply status 132 dynamic IPv4 home address assignment not available");
    check_unusable([](auto& ack) { reply(ack).home_address.length = 33; }, "a prefix length above 32");
    check_unusable([](auto& ack) { reply(ack).home_address.address = {}; }, "the home address 0.0.0.0");
    check_unusable([](auto& ack) { remove<Ipv4DefaultRouter>(ack.options); },
                   "no IPv4 Default-Router Address");
    check_unusable([](auto& ack) { option_of<Ipv4DefaultRouter>(ack.options)->router = {}; },
                   "no IPv4 Default-Router Address");
    check_unusable([](auto& ack) { ack.lifetime = 0; }, "a lifetime of 0");
    check_unusable([](auto& ack) { remove<GreKey>(ack.options); }, "no GRE key, which the tunnel needs");
    check_unusable([](auto& ack) { option_of<GreKey>(ack.options)->key.reset(); },
                   "no GRE key, which the tunnel needs");
    check_unusable(
        [](auto& ack) {
            ack.status = Status::gre_key_option_not_required;
            remove<GreKey>(ack.options);
        },
        "no GRE key, which the tunnel needs");
}

TEST_CASE("statuses below 128 accept, known or not") {
    for (const int status : {1, 6, 127}) { // 2 and 3 speak of the tunnel
        Bench mag;
        (void)mag.up();
        auto ack = acceptance(mag.pbu);
        ack.status = Status(status);
        CAPTURE(status);
        CHECK(mag.pba(ack).size() == 1);
        CHECK(mag.count(Counter::pba_accepted) == 1);
    }
}

TEST_CASE("the address of another client is not taken") {
    Bench mag;
    mag.attach();
    (void)mag.up(client(mac_b));
    CHECK(mag.accepted() == Lines{"Detached", "PBU to LMA1: seq 9467 HI 4 lifetime 0 hoa 0.0.0.0/0"});
    CHECK(mag.binding(mac_b).reason ==
          "LMA1 accepted with the address of another client; next attempt in 30 s");
    CHECK(mag.state(mac_a) == "ACTIVE");
}

TEST_CASE("but another LMA may assign it too") {
    Bench mag;
    mag.attach();
    (void)mag.up(client(mac_b, "LMA2"));
    CHECK(mag.pba(acceptance(mag.pbu), lma2).size() == 1);
}

TEST_CASE("an unusable answer to a refresh ends the service") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    remove<Ipv4HomeAddressReply>(ack.options);
    CHECK(mag.pba(ack) ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9467 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.state() == "NULL");
    CHECK_FALSE(mag.binding().programmed);
}

TEST_CASE("what an acceptance grants, as a value") {
    Bench mag;
    (void)mag.up();
    const std::vector allowed{Encapsulation::gre_udp};
    const Asked asked{.ipv4 = true, .lifetime = 3600s};
    const auto given = granted(acceptance(mag.pbu), asked, allowed);
    REQUIRE(given);
    CHECK(given->ipv4 == Ipv4Session{{home, 24}, router});
    CHECK_FALSE(given->ipv6);
    CHECK(given->uplink_key == 100);
    CHECK(given->lifetime == 3600s);
    CHECK(given->missing.empty());
    CHECK(granted(acceptance(mag.pbu), {.ipv4 = true, .lifetime = 60s}, allowed)->lifetime == 60s);
}

} // namespace
} // namespace pmip::test
