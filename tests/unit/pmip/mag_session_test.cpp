#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// Which services a session has: IPv4, IPv6, both, or what is left of them.
namespace pmip::test {
namespace {

const std::string carried4 = "Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan0";
const std::string carried6 = "Want 2001:db8:1::/64 keys 100/1 on wlan0";
const std::string carried_both =
    "Want 192.168.5.44/24 router 192.168.5.1 2001:db8:1::/64 keys 100/1 on wlan0";

TEST_CASE("IPv6 alone: the update asks for any prefix, then for the one it has") {
    Bench mag;
    CHECK(mag.up(ipv6_only()) == Lines{"PBU to LMA1: seq 9465 HI 1 lifetime 3600 hnp ::/0 key 1"});
    CHECK(mag.accepted() == Lines{carried6});
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.next() ==
          Lines{"3300000 ms", "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp 2001:db8:1::/64 key 1"});
    CHECK(mag.accepted().empty());
    CHECK(mag.down() ==
          Lines{"Unwant", "Detached", "PBU to LMA1: seq 9467 HI 4 lifetime 0 hnp 2001:db8:1::/64"});
}

TEST_CASE("both services in one session") {
    Bench mag;
    CHECK(mag.up(dual()) == Lines{"PBU to LMA1: seq 9465 HI 1 lifetime 3600 hnp ::/0 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.accepted() == Lines{carried_both});
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.next() == Lines{"3300000 ms", "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp 2001:db8:1::/64 "
                                            "hoa 192.168.5.44/24 key 1"});
    CHECK(mag.accepted().empty());
    CHECK(mag.down() == Lines{"Unwant", "Detached",
                              "PBU to LMA1: seq 9467 HI 4 lifetime 0 hnp 2001:db8:1::/64 "
                              "hoa 192.168.5.44/24"});
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "none");
}

TEST_CASE("several home prefixes: a refresh and the de-registration list them all") {
    Bench mag;
    (void)mag.up(ipv6_only());
    auto ack = acceptance(mag.pbu);
    ack.options.emplace_back(HomeNetworkPrefix{prefix2});
    CHECK(mag.pba(ack) == Lines{"Want 2001:db8:1::/64 2001:db8:2::/64 keys 100/1 on wlan0"});
    (void)mag.programmed();
    CHECK(mag.next().back() ==
          "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp 2001:db8:1::/64 hnp 2001:db8:2::/64 key 1");
    SUBCASE("given again: nothing changes") { CHECK(mag.accepted().empty()); }
    SUBCASE("one is taken away: the client learns it") {
        ack = acceptance(mag.pbu);
        std::erase(ack.options, Option{HomeNetworkPrefix{prefix2}});
        CHECK(mag.pba(ack) == Lines{"Detached", carried6});
    }
    (void)mag.down();
    CHECK(mag.pbu.lifetime == 0);
}

TEST_CASE("an address refused inside the acceptance of a refresh: another one is asked for at once") {
    Bench mag;
    mag.attach(dual());
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    option_of<Ipv4HomeAddressReply>(ack.options)->status = Ipv4HomeAddressStatus::administratively_prohibited;
    CHECK(mag.pba(ack) == Lines{"Detached", carried6});
    (void)mag.programmed();
    CHECK(mag.next().back() ==
          "PBU to LMA1: seq 9467 HI 5 lifetime 3600 hnp 2001:db8:1::/64 hoa 0.0.0.0/0 key 1");
    CHECK(mag.elapsed() < 3600s);
}

TEST_CASE("an LMA that takes one address for the other: no more than three updates a second") {
    Bench mag;
    mag.attach(dual());
    (void)mag.next();
    const auto begin = mag.elapsed();
    int updates = 0;
    for (; mag.elapsed() < begin + 10s; ++updates) {
        auto ack = acceptance(mag.pbu);
        updates % 2 == 0 ? remove<HomeNetworkPrefix>(ack.options) : remove<Ipv4HomeAddressReply>(ack.options);
        (void)mag.pba(ack);
        (void)mag.programmed();
        REQUIRE(mag.next().back().starts_with("PBU to LMA1"));
    }
    CHECK(updates > 20);
    CHECK(updates <= 33);
}

TEST_CASE("one service refused inside the acceptance: the other is served, and the operator sees why") {
    Bench mag;
    (void)mag.up(dual());
    auto ack = acceptance(mag.pbu);
    SUBCASE("IPv4, by status") {
        option_of<Ipv4HomeAddressReply>(ack.options)->status =
            Ipv4HomeAddressStatus::administratively_prohibited;
        CHECK(mag.pba(ack) == Lines{carried6});
        CHECK(mag.programmed() == Lines{"Attached"});
        CHECK(mag.binding().reason ==
              "LMA1 gave IPv4 Home Address Reply status 129 administratively prohibited");
        CHECK(mag.next().back() ==
              "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp 2001:db8:1::/64 hoa 0.0.0.0/0 key 1");
    }
    SUBCASE("IPv6, by saying nothing") {
        remove<HomeNetworkPrefix>(ack.options);
        CHECK(mag.pba(ack) == Lines{carried4});
        CHECK(mag.programmed() == Lines{"Attached"});
        CHECK(mag.binding().reason == "LMA1 gave no Home Network Prefix");
        CHECK(mag.next().back() ==
              "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hnp ::/0 hoa 192.168.5.44/24 key 1");
    }
    CHECK(mag.accepted() == Lines{carried_both}); // a refresh asks for it once more
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.binding().reason.empty());
}

TEST_CASE("both refused inside the acceptance: no session") {
    Bench mag;
    (void)mag.up(dual());
    auto ack = acceptance(mag.pbu);
    remove<HomeNetworkPrefix>(ack.options);
    remove<Ipv4HomeAddressReply>(ack.options);
    CHECK(mag.pba(ack) == Lines{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hnp ::/0 hoa 0.0.0.0/0"});
    CHECK(mag.binding().reason ==
          "LMA1 accepted with no IPv4 Home Address Reply, no Home Network Prefix; next attempt in 30 s");
}

TEST_CASE("one service taken away at a refresh: the other stands") {
    Bench mag;
    mag.attach(dual());
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    remove<HomeNetworkPrefix>(ack.options);
    CHECK(mag.pba(ack) == Lines{"Detached", carried4});
    CHECK(mag.state() == "INIT");
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK(mag.binding().reason == "LMA1 gave no Home Network Prefix");
}

TEST_CASE("a home prefix that is no /64 is not served") {
    Bench mag;
    const auto wide = HomeNetworkPrefix{{prefix1.address, 56}};
    SUBCASE("of two services") {
        (void)mag.up(dual());
        auto ack = acceptance(mag.pbu);
        *option_of<HomeNetworkPrefix>(ack.options) = wide;
        CHECK(mag.pba(ack) == Lines{carried4});
        CHECK(mag.binding().shortfall ==
              "LMA1 gave the home network prefix 2001:db8:1::/56, which is no /64");
    }
    SUBCASE("alone") {
        (void)mag.up(ipv6_only());
        auto ack = acceptance(mag.pbu);
        *option_of<HomeNetworkPrefix>(ack.options) = wide;
        CHECK(mag.pba(ack) == Lines{"Detached", "PBU to LMA1: seq 9466 HI 4 lifetime 0 hnp ::/0"});
    }
}

TEST_CASE("host bits of a home prefix are the client's address, and no part of the prefix") {
    Bench mag;
    (void)mag.up(ipv6_only());
    auto ack = acceptance(mag.pbu);
    option_of<HomeNetworkPrefix>(ack.options)->prefix.address.octets[15] = 5;
    CHECK(mag.pba(ack) == Lines{carried6});
    auto home = prefix1.network();
    home.octets[15] = 5;
    CHECK(mag.binding().ipv6->home_address == home);
    CHECK(mag.binding().ipv6->home_prefixes == std::vector{prefix1});
}

TEST_CASE("another client's home prefix is not taken, unless another LMA gives it") {
    Bench mag;
    mag.attach(ipv6_only());
    SUBCASE("the same LMA") {
        (void)mag.up(ipv6_only(mac_b));
        CHECK(mag.accepted() == Lines{"Detached", "PBU to LMA1: seq 9467 HI 4 lifetime 0 hnp ::/0"});
        CHECK(mag.binding(mac_b).reason ==
              "LMA1 accepted with the address of another client; next attempt in 30 s");
    }
    SUBCASE("another LMA") {
        (void)mag.up(ipv6_only(mac_b, "LMA2"));
        CHECK(mag.pba(acceptance(mag.pbu), lma2).size() == 1);
    }
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("170 and 172: the client does without that service until an operator attaches it") {
    Bench mag;
    (void)mag.up(dual());
    SUBCASE("no IPv4") {
        CHECK(mag.refused(Status::not_authorized_for_ipv4_mobility_service) ==
              Lines{"PBU again to LMA1: seq 9466 HI 1 lifetime 3600 hnp ::/0 key 1"});
        CHECK(mag.accepted() == Lines{carried6});
        (void)mag.programmed();
        CHECK(mag.next().back() == "PBU to LMA1: seq 9467 HI 5 lifetime 3600 hnp 2001:db8:1::/64 key 1");
        (void)mag.accepted();
        CHECK(mag.up(dual(), true) == Lines{"Attached"});
        CHECK(mag.next().back() ==
              "PBU to LMA1: seq 9468 HI 5 lifetime 3600 hnp 2001:db8:1::/64 hoa 0.0.0.0/0 key 1");
        CHECK(mag.accepted() == Lines{carried_both}); // what it has, it keeps
    }
    SUBCASE("no IPv6") {
        CHECK(mag.refused(Status::not_authorized_for_ipv6_mobility_service) ==
              Lines{"PBU again to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.accepted() == Lines{carried4});
    }
    SUBCASE("neither") {
        (void)mag.refused(Status::not_authorized_for_ipv4_mobility_service);
        CHECK(mag.refused(Status::not_authorized_for_ipv6_mobility_service) == Lines{"Detached"});
        CHECK(mag.binding().blocked);
        CHECK(mag.up(dual(), true) ==
              Lines{"PBU to LMA1: seq 9467 HI 4 lifetime 3600 hnp ::/0 hoa 0.0.0.0/0 key 1"});
    }
}

TEST_CASE("a client of both gives its IPv4 address back: its prefix stays") {
    Bench mag;
    mag.attach(dual());
    const auto released = mag.on(AddressReleased{.mac = mac_a, .reason = "released"});
    CHECK(released == Lines{carried6, "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 192.168.5.44/24"});
    CHECK(mag.programmed() == Lines{"Attached"});
    CHECK_FALSE(mag.binding().ipv4);
    CHECK(mag.binding().reason == "released");
    SUBCASE("answered; the refresh keeps the prefix alone") {
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "ACTIVE");
        CHECK(mag.next() ==
              Lines{"3300000 ms", "PBU to LMA1: seq 9467 HI 5 lifetime 3600 hnp 2001:db8:1::/64 key 1"});
        CHECK(mag.accepted().empty());
    }
    SUBCASE("refused") { CHECK(mag.refused(Status::reason_unspecified).empty()); }
    SUBCASE("never answered") {
        CHECK(mag.next().back() == "PBU again to LMA1: seq 9467 HI 4 lifetime 0 hoa 192.168.5.44/24");
        (void)mag.next();
        CHECK(mag.next() == Lines{"7000 ms"});
    }
    SUBCASE("and asks again") {
        (void)mag.accepted();
        CHECK(mag.up(dual()) == Lines{"Attached"}); // a router solicitation does not
        CHECK(mag.on(LinkUp{.profile = dual(), .asks_ipv4 = true}) ==
              Lines{"PBU to LMA1: seq 9467 HI 5 lifetime 3600 hnp 2001:db8:1::/64 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.accepted() == Lines{carried_both});
        CHECK(mag.programmed() == Lines{"Attached"});
    }
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("one that has IPv4 alone leaves with its address") {
    Bench mag;
    mag.attach();
    CHECK(mag.on(AddressReleased{.mac = mac_a, .reason = "released"}).size() == 3);
    CHECK(mag.state() == "DISCONNECTING");
}

TEST_CASE("a lease is kept for the next process while the client has the address") {
    const Leased leased{.mac = mac_a, .time = LeaseTime{600}};
    Bench mag;
    (void)mag.on(leased);
    CHECK(mag.mag.bindings().empty());
    (void)mag.up(dual());
    (void)mag.on(leased);
    CHECK(mag.binding().lease == LeaseTime{}); // there is no address yet
    (void)mag.accepted();
    CHECK(mag.on(leased).empty());
    CHECK(mag.records.empty()); // it is kept with the rest once the kernel carries the client
    (void)mag.programmed();
    CHECK(mag.on(leased).empty());
    CHECK(mag.records == std::vector{mac_a});
    CHECK(mag.binding().lease == LeaseTime{600});
    SUBCASE("a refresh keeps it") {
        (void)mag.next();
        (void)mag.accepted();
        CHECK(mag.binding().lease == LeaseTime{600});
    }
    SUBCASE("it goes with the address") {
        (void)mag.on(AddressReleased{.mac = mac_a, .reason = "released"});
        CHECK(mag.binding().ipv6);
        CHECK(mag.binding().lease == LeaseTime{});
    }
    SUBCASE("a session that begins anew has none") {
        (void)mag.down();
        (void)mag.up(dual());
        CHECK(mag.state() == "INIT");
        CHECK(mag.binding().lease == LeaseTime{});
    }
}

TEST_CASE("170 to a refresh takes the address from the client, not the prefix") {
    Bench mag;
    mag.attach(dual());
    (void)mag.next();
    CHECK(mag.refused(Status::not_authorized_for_ipv4_mobility_service) ==
          Lines{"PBU again to LMA1: seq 9467 HI 5 lifetime 3600 hnp 2001:db8:1::/64 key 1"});
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.accepted() == Lines{"Detached", carried6});
}

TEST_CASE("155, 159 and 171 to a refresh: the LMA is asked for any address and prefix") {
    for (const auto status :
         {Status::not_authorized_for_home_network_prefix, Status::bce_pbu_prefix_set_do_not_match,
          Status::not_authorized_for_ipv4_home_address}) {
        Bench mag;
        mag.attach(dual());
        (void)mag.next();
        CHECK(mag.refused(status) ==
              Lines{"Unwant", "Detached",
                    "PBU to LMA1: seq 9467 HI 4 lifetime 3600 hnp ::/0 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.accepted() == Lines{carried_both});
    }
}

TEST_CASE("156 tells how far the clocks are apart, and sets none") {
    Bench mag;
    (void)mag.up();
    auto ack = refusal(mag.pbu, Status::timestamp_mismatch);
    auto& time = option_of<Timestamp>(ack.options)->value;
    std::string apart;
    SUBCASE("behind") {
        time += 100ULL << 16;
        apart = "; this clock is 100.0 s behind the LMA's: synchronise both";
    }
    SUBCASE("ahead") {
        time -= 100ULL << 16;
        apart = "; this clock is 100.0 s ahead of the LMA's: synchronise both";
    }
    SUBCASE("equal: the LMA did not say") {}
    SUBCASE("equal, but for half the time on the way") {
        mag.advance(800ms);
        time += 65536 * 4 / 10;
    }
    CHECK(mag.pba(ack) == Lines{"Detached"});
    CHECK(mag.binding().reason == "LMA1 refused: 156 TIMESTAMP_MISMATCH" + apart + "; next attempt in 30 s");
}

} // namespace
} // namespace pmip::test
