#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// Clients that come, move and leave.
namespace pmip::test {
namespace {

const std::string first_pbu = "PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1";

TEST_CASE("the reference flow") {
    Bench mag;
    CHECK(mag.up() == Lines{first_pbu});
    CHECK(mag.state() == "INIT");
    mag.advance(3ms);
    CHECK(mag.accepted() == Lines{carried});
    CHECK(mag.state() == "INIT");
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.notes ==
          Lines{"attach on wlan0: MN-ID 0023.c2db.292d@ciscotacbangalore.com, realm ciscotacbangalore.com, "
                "LMA LMA1",
                "binding NULL -> INIT",
                "PBU sent to LMA1, initial: nai 0023.c2db.292d@ciscotacbangalore.com hoa 0.0.0.0 att 4 "
                "llid 0023.c2db.292d seqNo 9465",
                "PBA received from LMA1, accepted: home address 192.168.5.44/24, default router 192.168.5.1, "
                "lifetime 3600 s, GRE key upstream 100, downstream 1",
                "binding INIT -> ACTIVE"});
    const auto& binding = mag.binding();
    CHECK(binding.ipv4 == Ipv4Session{{home, 24}, router});
    CHECK(binding.uplink_key == 100);
    CHECK(binding.downlink_key == 1);
    CHECK(binding.lifetime == 3600s);
    CHECK(binding.expires == mag.begin + 3600s); // counted from when the PBU went
    CHECK(binding.reason.empty());
    CHECK(binding.programmed);
}

TEST_CASE("the first PBU is the reference flow's, option by option") {
    Bench mag;
    (void)mag.up();
    const std::string text = "0023.c2db.292d";
    const ProxyBindingUpdate expected{
        .sequence = 9465,
        .flags = pbu_flag::acknowledge | pbu_flag::proxy,
        .lifetime = 900,
        .options = {MobileNodeIdentifier{{1, "0023.c2db.292d@ciscotacbangalore.com"}},
                    HandoffIndicator{Handoff::new_interface},
                    AccessTechnologyType{AccessTechnology::ieee80211},
                    LinkLayerIdentifier{{text.begin(), text.end()}}, Timestamp{0x6553f1008000},
                    Ipv4HomeAddressRequest{}, Ipv4DefaultRouter{}, GreKey{1}}};
    CHECK(mag.pbu == expected);
}

TEST_CASE("settings change what the PBU holds") {
    auto settings = reference_settings();
    SUBCASE("no Default-Router option") {
        settings.send_default_router = false;
        Bench mag(settings);
        (void)mag.up();
        CHECK(find<Ipv4DefaultRouter>(mag.pbu.options) == nullptr);
    }
    SUBCASE("sequence numbers alone") {
        settings.timestamps = false;
        Bench mag(settings);
        (void)mag.up();
        CHECK(find<Timestamp>(mag.pbu.options) == nullptr);
        CHECK(mag.accepted() == Lines{carried});
    }
    SUBCASE("a handoff that cannot be told is the default") {
        settings.initial_handoff = MagSettings{}.initial_handoff;
        Bench mag(settings);
        CHECK(mag.up() == Lines{"PBU to LMA1: seq 9465 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    }
    SUBCASE("an unknown link-layer identifier is left out") {
        Bench mag(settings);
        auto profile = client();
        profile.link_layer_id = {0, 0, 0, 0, 0, 0};
        (void)mag.up(profile);
        CHECK(find<LinkLayerIdentifier>(mag.pbu.options) == nullptr);
    }
    SUBCASE("a lifetime between two units is rounded down") {
        settings.lifetime = 303s;
        Bench mag(settings);
        (void)mag.up();
        CHECK(mag.pbu.lifetime == 75);
    }
}

TEST_CASE("a trigger that repeats changes nothing, but a registered client is answered") {
    Bench mag;
    (void)mag.up();
    CHECK(mag.up().empty());
    (void)mag.accepted();
    CHECK(mag.up().empty());
    (void)mag.programmed();
    CHECK(mag.up() == Lines{"Attached"});
    CHECK(mag.count(Counter::pbu_initial_sent) == 1);
}

TEST_CASE("detach: the kernel first, then the LMA, then nothing is left") {
    Bench mag;
    mag.attach();
    CHECK(mag.down() ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.state() == "DISCONNECTING");
    CHECK(mag.binding().reason == "left");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "none");
    CHECK_FALSE(mag.mag.deadline());
    CHECK(mag.notes.back() == "binding removed: de-registered");
}

TEST_CASE("detach with a silent LMA ends after the last copy's time") {
    Bench mag;
    mag.attach();
    (void)mag.down();
    CHECK(mag.next() == Lines{"1000 ms", "PBU again to LMA1: seq 9467 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.next() == Lines{"3000 ms", "PBU again to LMA1: seq 9468 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.next() == Lines{"7000 ms"});
    CHECK(mag.state() == "none");
    CHECK(mag.count(Counter::pbu_deregistration_retransmitted) == 2);
}

TEST_CASE("a refused de-registration ends the binding too") {
    Bench mag;
    mag.attach();
    (void)mag.down();
    CHECK(mag.refused(Status::reason_unspecified).empty());
    CHECK(mag.state() == "none");
}

TEST_CASE("a client that leaves before the answer is de-registered without an address") {
    Bench mag;
    (void)mag.up();
    const auto initial = mag.pbu;
    CHECK(mag.down() == Lines{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 0.0.0.0/0"});
    CHECK(mag.pba(acceptance(initial)).empty()); // the answer to the attach comes too late
    CHECK(mag.count(Counter::drop_pba_unmatched_sequence) == 1);
    CHECK(mag.state() == "DISCONNECTING");
}

TEST_CASE("a client that leaves while the kernel is at work") {
    Bench mag;
    (void)mag.up();
    (void)mag.accepted();
    const auto generation = mag.binding().generation;
    CHECK(mag.down() ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.on(Programmed{mac_a, generation}).empty());
    CHECK(mag.count(Counter::stale_kernel_answer) == 1);
    CHECK(mag.state() == "DISCONNECTING");
}

TEST_CASE("a detach of nobody, or a second one, does nothing") {
    Bench mag;
    CHECK(mag.down().empty());
    mag.attach();
    (void)mag.down();
    CHECK(mag.down().empty());
}

TEST_CASE("back before the de-registration is answered: registered again in its place") {
    Bench mag;
    mag.attach();
    (void)mag.down();
    const auto leaving = mag.pbu;
    CHECK(mag.up() == Lines{"PBU to LMA1: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.pba(acceptance(leaving)).empty());
    CHECK(mag.state() == "INIT");
    CHECK(mag.accepted() == Lines{carried});
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("behind another interface of this gateway: the kernel moves, the LMA hears nothing") {
    Bench mag;
    mag.attach();
    CHECK(mag.up(behind(client(), "wlan1")) ==
          Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan1"});
    CHECK(mag.state() == "INIT");
    CHECK(mag.binding().reason == "moving from wlan0 to wlan1");
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.binding().handoffs == 1);
}

TEST_CASE("moved before the answer: the kernel is told once, of the new place") {
    Bench mag;
    (void)mag.up();
    CHECK(mag.up(behind(client(), "wlan1")).empty());
    CHECK(mag.accepted() == Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan1"});
    CHECK(mag.binding().handoffs == 0);
}

TEST_CASE("moved during a refresh: the refresh goes on") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    REQUIRE(mag.state() == "REFRESH_PENDING");
    (void)mag.up(behind(client(), "wlan1"));
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("another identity: the old session ends before the new one begins") {
    Bench mag;
    mag.attach();
    auto profile = client(mac_a, "LMA2");
    profile.mn_id.identifier = "guest@example.com";
    CHECK(mag.up(profile) ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.accepted() == Lines{"PBU to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 2"});
    CHECK(find<MobileNodeIdentifier>(mag.pbu.options)->id.identifier == "guest@example.com");
    CHECK(mag.pba(acceptance(mag.pbu), lma2) ==
          Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/2 on wlan0"});
}

TEST_CASE("another identity, then gone: it does not begin") {
    Bench mag;
    mag.attach();
    (void)mag.up(client(mac_a, "LMA2"));
    CHECK(mag.down() == Lines{"Detached"}); // what it asks as another is dropped too
    CHECK(mag.down().empty());
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "none");
}

TEST_CASE("the kernel refuses: de-registered, shown, tried again later") {
    Bench mag;
    (void)mag.up();
    (void)mag.accepted();
    CHECK(mag.program_failed("route 192.168.5.44: No space left on device (28)") ==
          Lines{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.state() == "NULL");
    CHECK(mag.binding().reason ==
          "kernel: route 192.168.5.44: No space left on device (28); next attempt in 30 s");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "NULL");
    CHECK(mag.count(Counter::kernel_failed) == 1);
    CHECK(mag.next() == Lines{"30000 ms", "PBU to LMA1: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    (void)mag.accepted();
    (void)mag.program_failed("again");
    CHECK(mag.binding().reason == "kernel: again; next attempt in 60 s");
}

TEST_CASE("late answers of the kernel are of an earlier attach") {
    Bench mag;
    mag.attach();
    const auto old = mag.binding().generation;
    (void)mag.down();
    (void)mag.accepted();
    REQUIRE(mag.state() == "none");
    CHECK(mag.on(Programmed{mac_a, old}).empty());
    (void)mag.up();
    (void)mag.accepted();
    CHECK(mag.binding().generation != old);
    CHECK(mag.on(Programmed{mac_a, old}).empty());
    CHECK(mag.on(ProgramFailed{mac_a, old, "late"}).empty());
    CHECK(mag.state() == "INIT");
    CHECK(mag.count(Counter::stale_kernel_answer) == 3);
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.programmed().empty());
}

TEST_CASE("the binding maximum") {
    auto settings = reference_settings();
    settings.binding_maximum = 1;
    Bench mag(settings);
    mag.attach();
    CHECK(mag.up(client(mac_b)) == Lines{"Detached"});
    CHECK(mag.state(mac_b) == "none");
    CHECK(mag.count(Counter::attach_refused_maximum) == 1);
    CHECK(mag.notes.back() == "attach refused: 1 bindings are the maximum; binding.maximum allows more");
}

TEST_CASE("downlink keys differ per LMA, and a freed one waits for its turn") {
    Bench mag;
    mag.attach();
    mag.attach(client(mac_b));
    CHECK(mag.binding(mac_a).downlink_key == 1);
    CHECK(mag.binding(mac_b).downlink_key == 2);
    (void)mag.down(mac_a);
    (void)mag.accepted();
    (void)mag.up();
    CHECK(mag.binding(mac_a).downlink_key == 3);
    const base::MacAddress mac_c{{2, 0, 0, 0, 0, 1}};
    (void)mag.up(client(mac_c, "LMA2"));
    CHECK(mag.binding(mac_c).downlink_key == 4);
}

TEST_CASE("a reserved key is passed over, and 0 too") {
    DownlinkKeys keys;
    CHECK(keys.take({1}) == 2);
    CHECK(keys.claim(3));
    CHECK_FALSE(keys.claim(3));
    CHECK_FALSE(keys.claim(0));
    CHECK(keys.take({1}) == 4);
    keys.give_back(2);
    CHECK(keys.take({1}) == 5);
}

TEST_CASE("keys that a reload fixes for clients to come are not given out") {
    Bench mag;
    (void)mag.on(ConfigurationRead{{1, 2}});
    CHECK(mag.up() == Lines{"PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 3"});
}

TEST_CASE("notes of a level that nobody reads are not made, and change nothing else") {
    Bench all;
    const auto told = all.up();
    CHECK(all.notes.size() == 3);
    auto settings = reference_settings();
    settings.least_note = Note::Level::warning;
    Bench few(settings);
    CHECK(few.up() == told);
    CHECK(few.notes.empty());
    SUBCASE("graver ones are") {
        (void)few.refused(Status::insufficient_resources);
        CHECK(few.notes.size() == 1);
    }
    SUBCASE("a reload may ask for them again") {
        (void)few.on(ConfigurationRead{});
        (void)few.accepted();
        CHECK_FALSE(few.notes.empty());
    }
}

TEST_CASE("two interfaces of one node here: each answer finds its own") {
    Bench mag;
    auto second = client(mac_b);
    second.mn_id = client(mac_a).mn_id;
    (void)mag.up();
    const auto first_update = mag.pbu;
    (void)mag.up(second);
    auto ack = acceptance(mag.pbu);
    option_of<Ipv4HomeAddressReply>(ack.options)->home_address.address.value += 1;
    CHECK(mag.pba(ack) == Lines{"Want 192.168.5.45/24 router 192.168.5.1 keys 100/2 on wlan0"});
    CHECK(mag.pba(acceptance(first_update)) == Lines{carried});
}

} // namespace
} // namespace pmip::test
