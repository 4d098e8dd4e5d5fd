#include <doctest/doctest.h>

#include "magd/pmip/mag_update.hpp"
#include "tests/unit/pmip/mag_support.hpp"

/// Sessions that an LMA revokes, RFC 5846.
namespace pmip::test {
namespace {

using enum RevocationTrigger;
constexpr auto P = BindingRevocation::proxy;
constexpr auto V = BindingRevocation::ipv4_only;
constexpr auto G = BindingRevocation::global;

BindingRevocation indication(RevocationTrigger trigger, std::vector<Option> options = {identity()},
                             std::uint16_t flags = P) {
    return {
        .code = std::to_underlying(trigger), .sequence = 5, .flags = flags, .options = std::move(options)};
}

std::string bra(int status, const std::string& options = ": MN-ID 0023.c2db.292d@ciscotacbangalore.com",
                int flags = P) {
    return fmt::format("to 10.106.37.40: Binding Revocation Acknowledgement seq 5 status {} flags 0x{:04x}{}",
                       status, flags, options);
}

/// Refused: this status, and nothing else happens.
void check_refused(Bench& mag, const BindingRevocation& message, int status) {
    CAPTURE(status);
    const auto before = mag.binding();
    const auto lines = mag.heard(message);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().find(fmt::format(" status {} ", status)) != std::string::npos);
    CHECK(mag.binding() == before);
    CHECK(mag.count(Counter::revocation_refused) == 1);
}

TEST_CASE("a session that ended or moved elsewhere is forgotten; its client may come back") {
    for (const auto trigger : {unspecified, user_initiated, access_network_termination}) {
        Bench mag;
        mag.attach();
        CHECK(mag.heard(indication(trigger)) == Lines{"Unwant", "Detached", bra(0)});
        CHECK(mag.state() == "none");
        CHECK_FALSE(mag.mag.deadline());
        CHECK(mag.up().size() == 1);
    }
}

TEST_CASE("a client that the LMA's operator turns away comes back only by an operator") {
    Bench mag;
    mag.attach();
    CHECK(mag.heard(indication(administrative)) == Lines{"Unwant", "Detached", bra(0)});
    CHECK(mag.state() == "NULL");
    CHECK(mag.binding().reason ==
          "revoked by LMA1: trigger 1 administrative reason; no further attempt until "
          "an operator attaches the client");
    CHECK_FALSE(mag.mag.deadline());
    mag.advance(24h);
    CHECK(mag.up().empty());
    CHECK(mag.up(client(), true).size() == 1);
}

TEST_CASE("out of sync: registered anew") {
    Bench mag;
    mag.attach();
    CHECK(
        mag.heard(indication(out_of_sync)) ==
        Lines{"Unwant", "Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1", bra(0)});
    CHECK(mag.accepted().size() == 1);
}

TEST_CASE("handed over: not if the client was seen here just now") {
    for (const auto trigger : {handover_same_access, handover_other_access, handover_unknown}) {
        Bench mag;
        mag.attach();
        mag.advance(2999ms);
        check_refused(mag, indication(trigger), 132);
        auto later = indication(trigger);
        later.sequence = 6;
        mag.advance(1ms);
        CHECK(mag.heard(later).size() == 3);
        CHECK(mag.state() == "none");
    }
}

TEST_CASE("refused: 128, whose session is not here") {
    Bench mag;
    mag.attach(dual());
    const auto other = identity(mac_b);
    auto foreign = indication(unspecified);
    SUBCASE("no P flag") { foreign.flags = 0; }
    SUBCASE("another client") { foreign.options = {other}; }
    SUBCASE("nobody at all") { foreign.options = {}; }
    SUBCASE("another prefix") { foreign.options.emplace_back(HomeNetworkPrefix{prefix2}); }
    SUBCASE("another prefix alone") { foreign.options = {HomeNetworkPrefix{prefix2}}; }
    SUBCASE("another address") { foreign.options.emplace_back(Ipv4HomeAddressRequest{{router, 24}}); }
    SUBCASE("another address with the V flag") {
        foreign = indication(unspecified, {identity(), Ipv4HomeAddressRequest{{router, 24}}}, P | V);
    }
    SUBCASE("a group: no session here is in one") { foreign.options = {MobileNodeGroup{.id = 9}}; }
    SUBCASE("a group beside an identifier") { foreign.options.emplace_back(MobileNodeGroup{.id = 9}); }
    SUBCASE("a group of all") { foreign = indication(per_peer_policy, {MobileNodeGroup{.id = 9}}, P | G); }
    check_refused(mag, foreign, 128);
}

TEST_CASE("refused: 128, a session of another LMA") {
    Bench mag;
    mag.attach();
    CHECK(mag.heard(indication(unspecified), lma2).size() == 1);
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("refused for other reasons") {
    Bench mag;
    mag.attach(dual());
    SUBCASE("V without the address") {
        check_refused(mag, indication(unspecified, {identity()}, P | V), 129);
    }
    SUBCASE("all of a realm, which is not named") {
        check_refused(mag, indication(local_mobility_node_policy, {}, P | G), 131);
    }
    SUBCASE("all of a realm, and a client is named") {
        check_refused(mag, indication(local_mobility_node_policy, {identity()}, P | G), 131);
    }
    SUBCASE("a trigger that no RFC has") { check_refused(mag, indication(RevocationTrigger{8}), 133); }
    SUBCASE("a trigger of many for one") { check_refused(mag, indication(per_peer_policy), 133); }
    SUBCASE("a trigger of many that no RFC has") {
        check_refused(mag, indication(RevocationTrigger{250}, {}, P | G), 133);
    }
    SUBCASE("a trigger of one for many") { check_refused(mag, indication(administrative, {}, P | G), 134); }
}

TEST_CASE("named by prefix or address alone") {
    Bench mag;
    mag.attach(dual());
    SUBCASE("prefix") {
        CHECK(mag.heard(indication(unspecified, {HomeNetworkPrefix{prefix1}})) ==
              Lines{"Unwant", "Detached", bra(0, ": HNP 2001:db8:1::/64")});
    }
    SUBCASE("the client's address in it") {
        auto address = prefix1;
        address.address.octets[15] = 5;
        CHECK(mag.heard(indication(unspecified, {HomeNetworkPrefix{address}})) ==
              Lines{"Unwant", "Detached", bra(0, ": HNP 2001:db8:1::5/64")});
    }
    SUBCASE("address") {
        CHECK(mag.heard(indication(unspecified, {Ipv4HomeAddressRequest{{home, 24}}})) ==
              Lines{"Unwant", "Detached", bra(0, "")});
    }
    CHECK(mag.state() == "none");
}

const std::vector<Option> ipv4_of_a{identity(), Ipv4HomeAddressRequest{{home, 24}}};

TEST_CASE("V: the IPv4 address goes, the prefix stays") {
    Bench mag;
    mag.attach(dual());
    CHECK(mag.heard(indication(unspecified, ipv4_of_a, P | V)) ==
          Lines{"Detached", "Want 2001:db8:1::/64 keys 100/1 on wlan0",
                bra(0, ": MN-ID 0023.c2db.292d@ciscotacbangalore.com", P | V)});
    CHECK(mag.state() == "INIT");
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.binding().reason == "IPv4 revoked by LMA1");
    CHECK(mag.next().back() == "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp 2001:db8:1::/64 key 1");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("V during a refresh: its answer does not bring the address back") {
    Bench mag;
    mag.attach(dual());
    (void)mag.next();
    (void)mag.heard(indication(unspecified, ipv4_of_a, P | V));
    CHECK(mag.accepted().empty());
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK_FALSE(mag.binding().ipv4);
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("V where IPv4 is all there is ends the session") {
    Bench mag;
    mag.attach();
    CHECK(mag.heard(indication(unspecified, ipv4_of_a, P | V)).size() == 3);
    CHECK(mag.state() == "none");
}

/// LMA1 serves a, b and a guest of another realm; LMA2 serves one client; one is being registered.
void populate(Bench& mag) {
    mag.attach();
    mag.attach(client(mac_b));
    auto guest = client(numbered(1));
    guest.mn_id.identifier = "guest@sub.ciscotacbangalore.com";
    mag.attach(guest);
    mag.attach(client(numbered(2), "LMA2"));
    (void)mag.up(client(numbered(3)));
}

TEST_CASE("all sessions of an LMA; those that are no sessions yet go on") {
    Bench mag;
    populate(mag);
    CHECK(mag.heard(indication(per_peer_policy, {}, P | G)).back() == bra(0, "", P | G));
    CHECK(mag.state(mac_a) == "NULL");
    CHECK(mag.state(mac_b) == "NULL");
    CHECK(mag.state(numbered(1)) == "NULL");
    CHECK(mag.state(numbered(2)) == "ACTIVE");
    CHECK(mag.state(numbered(3)) == "INIT");
    CHECK(mag.mag.sessions("LMA1") == 0);
}

TEST_CASE("all sessions of one realm, none of the realms below or beside it") {
    Bench mag;
    populate(mag);
    const auto of = [](std::string realm) {
        return indication(local_mobility_node_policy, {MobileNodeIdentifier{{1, std::move(realm)}}}, P | G);
    };
    CHECK(mag.heard(of("@bangalore.com")).size() == 1);
    CHECK(mag.state(mac_a) == "ACTIVE");
    CHECK(mag.heard(of("@ciscotacbangalore.com")).size() == 5);
    CHECK(mag.state(mac_a) == "NULL");
    CHECK(mag.state(mac_b) == "NULL");
    CHECK(mag.state(numbered(1)) == "ACTIVE");
}

TEST_CASE("asked again: the same answer, and nothing happens twice") {
    Bench mag;
    mag.attach();
    (void)mag.heard(indication(unspecified));
    mag.attach(); // back at once
    CHECK(mag.heard(indication(unspecified)) == Lines{bra(0)});
    CHECK(mag.state() == "ACTIVE");
    mag.advance(30s); // nobody asks again after so long: this is another question
    CHECK(mag.heard(indication(unspecified)).size() == 3);
    CHECK(mag.state() == "none");
}

TEST_CASE("the number of a question about one client says nothing of another") {
    Bench mag;
    mag.attach();
    mag.attach(client(mac_b));
    (void)mag.heard(indication(unspecified));
    CHECK(mag.heard(indication(unspecified, {identity(mac_b)})).size() == 3);
    CHECK(mag.state(mac_b) == "none");
}

TEST_CASE("an LMA that has restarted counts anew") {
    Bench mag;
    mag.attach();
    const auto beat = [](std::uint32_t counter) {
        return Heartbeat{.flags = Heartbeat::response | Heartbeat::unsolicited,
                         .options = {RestartCounter{counter}}};
    };
    (void)mag.heard(beat(1));
    (void)mag.heard(indication(unspecified));
    (void)mag.heard(beat(2));
    mag.attach();
    CHECK(mag.heard(indication(unspecified)).size() == 3);
}

TEST_CASE("a Timestamp outside the window: replayed, or a clock that is wrong; not answered") {
    Bench mag;
    mag.attach();
    const auto at = [&](Milliseconds offset) {
        auto message = indication(unspecified);
        message.options.emplace_back(Timestamp{timestamp_value(mag.now.wall + offset)});
        return message;
    };
    CHECK(mag.heard(at(-7001ms)).empty());
    CHECK(mag.heard(at(7001ms)).empty());
    CHECK(mag.count(Counter::drop_replayed) == 2);
    CHECK(mag.count(Counter::revocation_received) == 0);
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.heard(at(-7000ms)).size() == 3);
    CHECK(mag.state() == "none");
}

TEST_CASE("revoked while it is being given up anyway") {
    Bench mag;
    SUBCASE("the client has left") {
        mag.attach(dual());
        (void)mag.down();
        SUBCASE("all of it") { CHECK(mag.heard(indication(administrative)) == Lines{bra(0)}); }
        SUBCASE("its address") { CHECK(mag.heard(indication(unspecified, ipv4_of_a, P | V)).size() == 1); }
        CHECK(mag.state() == "none");
    }
    SUBCASE("another identity follows") {
        mag.attach();
        (void)mag.up(client(mac_a, "LMA2"));
        CHECK(mag.heard(indication(administrative)) ==
              Lines{"PBU to LMA2: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 2", bra(0)});
    }
    SUBCASE("the kernel had refused it: tried again in its time") {
        (void)mag.up();
        (void)mag.accepted();
        (void)mag.program_failed("full");
        CHECK(mag.heard(indication(unspecified)) == Lines{bra(0)});
        CHECK(mag.state() == "NULL");
        CHECK(mag.next() ==
              Lines{"30000 ms", "PBU to LMA1: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    }
}

TEST_CASE("revoked while something is under way") {
    Bench mag;
    (void)mag.up();
    SUBCASE("a first update: there is no session yet") {
        CHECK(mag.heard(indication(unspecified)) == Lines{bra(128)});
        CHECK(mag.accepted().size() == 1);
        return;
    }
    (void)mag.accepted();
    const auto generation = mag.binding().generation;
    SUBCASE("the kernel") {
        CHECK(mag.heard(indication(unspecified)).size() == 3);
        CHECK(mag.on(Programmed{mac_a, generation}).empty());
    }
    SUBCASE("a refresh") {
        (void)mag.programmed();
        (void)mag.next();
        CHECK(mag.heard(indication(unspecified)).size() == 3);
        CHECK(mag.accepted().empty());
    }
    CHECK(mag.state() == "none");
}

TEST_CASE("an acknowledgement is nothing that a gateway is sent, nor is anything from a stranger") {
    Bench mag;
    mag.attach();
    auto message = indication(unspecified);
    CHECK(mag.heard(message, stranger).empty());
    CHECK(mag.count(Counter::drop_unknown_peer) == 1);
    message.type = BindingRevocation::Type::acknowledgement;
    CHECK(mag.heard(message).empty());
    CHECK(mag.count(Counter::drop_unexpected) == 1);
    CHECK(mag.state() == "ACTIVE");
}

} // namespace
} // namespace pmip::test
