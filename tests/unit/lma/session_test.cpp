#include "tests/unit/lma/lma_support.hpp"

/// Services of a session together and alone, and moves between MAGs.
namespace lma::test {
namespace {

const Ask dual{.nai = "a@example.com", .prefixes = {any_prefix}};
const Ask six{.nai = "a@example.com", .ipv4 = false, .prefixes = {any_prefix}};

TEST_CASE("IPv6 alone, and both") {
    Bench lma;
    CHECK(lma.send(six) == Lines{"Want 1 2001:db8:0:1::/64 to 10.106.35.111 keys 100/1",
                                 "PBA 0 hnp 2001:db8:0:1::/64 key 100 lifetime 3600"});
    CHECK(lma.send({.nai = "b@example.com", .prefixes = {any_prefix}}) ==
          Lines{"Want 2 10.0.0.2 2001:db8:0:2::/64 to 10.106.35.111 keys 101/1",
                "PBA 0 hnp 2001:db8:0:2::/64 hoa 10.0.0.2/29 key 101 lifetime 3600"});
}

TEST_CASE("several prefixes for one session") {
    auto settings = reference_settings();
    settings.pools[1].prefixes_each = 2;
    Bench lma(settings);
    CHECK(lma.send(six).back() == "PBA 0 hnp 2001:db8:0:1::/64 hnp 2001:db8:0:2::/64 key 100 lifetime 3600");
    SUBCASE("a refresh names them all") {
        CHECK(lma.send({.nai = "a@example.com",
                        .handoff = Handoff::no_change,
                        .ipv4 = false,
                        .prefixes = {home_prefix(2), home_prefix(1)}})
                  .back()
                  .starts_with("PBA 0 hnp 2001:db8:0:1::/64 hnp"));
    }
    SUBCASE("or is refused") {
        CHECK(lma.send({.nai = "a@example.com", .ipv4 = false, .prefixes = {home_prefix(2)}}) ==
              Lines{"PBA 159 hnp 2001:db8:0:2::/64 lifetime 0"});
    }
}

TEST_CASE("an address in the first prefix") {
    auto settings = reference_settings();
    settings.pools[1].prefixes_each = 2;
    settings.pools[1].address6 = true;
    Bench lma(settings);
    CHECK(lma.send(six).back() ==
          "PBA 0 hnp 2001:db8:0:1::5213/64 hnp 2001:db8:0:2::/64 key 100 lifetime 3600");
}

TEST_CASE("prefixes run out") {
    Bench lma; // 2001:db8::/62 holds four
    for (const auto* nai : {"a@example.com", "b@example.com", "c@example.com", "d@example.com"})
        CHECK(lma.send({.nai = nai, .ipv4 = false, .prefixes = {any_prefix}}).back().starts_with("PBA 0"));
    CHECK(lma.send({.nai = "e@example.com", .ipv4 = false, .prefixes = {any_prefix}}) ==
          Lines{"PBA 130 hnp ::/0 lifetime 0"});
    CHECK(lma.send({.nai = "e@example.com", .prefixes = {any_prefix}}).back() ==
          "PBA 0 hoa 10.0.0.2/29 key 104 lifetime 3600"); // the address is left
}

TEST_CASE("a service that the realm lacks is refused alone") {
    Bench lma;
    CHECK(lma.send({.nai = "a@six.org", .prefixes = {any_prefix}}).back() ==
          "PBA 0 hnp 2002:0:0:1::/64 hoa 0.0.0.0/0 (129) key 100 lifetime 3600");
    CHECK(find<Ipv4DefaultRouter>(lma.ack.options) == nullptr);
    CHECK(lma.send({.nai = "a@ciscotacbangalore.com", .prefixes = {any_prefix}}).back() ==
          "PBA 0 hoa 192.168.5.44/24 key 101 lifetime 3600");
}

TEST_CASE("and refuses the session where it is all that is asked for") {
    Bench lma;
    CHECK(lma.send({.nai = "a@six.org"}) == Lines{"PBA 170 hoa 0.0.0.0/0 (128) lifetime 0"});
    CHECK(lma.send({.nai = "a@ciscotacbangalore.com", .ipv4 = false, .prefixes = {any_prefix}}) ==
          Lines{"PBA 172 hnp ::/0 lifetime 0"});
}

TEST_CASE("a prefix of the client's choice") {
    Bench lma;
    const auto ask = [&](const std::string& nai, const base::Prefix6& prefix) {
        return lma.send({.nai = nai, .llid = {9}, .ipv4 = false, .prefixes = {prefix}}).back();
    };
    CHECK(ask("a@example.com", home_prefix(3)) == "PBA 0 hnp 2001:db8:0:3::/64 key 100 lifetime 3600");
    CHECK(ask("b@example.com", home_prefix(3)) == "PBA 155 hnp 2001:db8:0:3::/64 lifetime 0");
    CHECK(ask("b@example.com", home_prefix(9)) == "PBA 155 hnp 2001:db8:0:9::/64 lifetime 0");
    const base::Prefix6 longer{.address = home_prefix(1).address, .length = 80};
    CHECK(ask("b@example.com", longer).starts_with("PBA 155"));
}

TEST_CASE("one service is given up alone") {
    Bench lma;
    (void)lma.send(dual);
    const base::Prefix4 first_home{{0x0a000002}, 29};
    SUBCASE("IPv4") {
        CHECK(lma.send({.nai = "a@example.com",
                        .handoff = Handoff::unknown,
                        .address = first_home,
                        .lifetime = 0}) == Lines{"Want 1 2001:db8:0:1::/64 to 10.106.35.111 keys 100/1",
                                                 "PBA 0 hoa 10.0.0.2/29 lifetime 0"});
    }
    SUBCASE("IPv6") {
        CHECK(lma.send({.nai = "a@example.com",
                        .handoff = Handoff::unknown,
                        .ipv4 = false,
                        .prefixes = {home_prefix(1)},
                        .lifetime = 0}) ==
              Lines{"Want 1 10.0.0.2 to 10.106.35.111 keys 100/1", "PBA 0 hnp 2001:db8:0:1::/64 lifetime 0"});
    }
    CHECK_FALSE(lma.lma.entries().at(1).deregistered);
    SUBCASE("and comes back") {}
    CHECK(lma.send(dual).back().starts_with("PBA 0 hnp 2001:db8:0:"));
    CHECK(lma.lma.entries().at(1).ipv4);
    CHECK(lma.lma.entries().at(1).ipv6);
}

TEST_CASE("both are given up together") {
    Bench lma;
    (void)lma.send(dual);
    CHECK(lma.send({.nai = "a@example.com",
                    .handoff = Handoff::unknown,
                    .prefixes = {home_prefix(1)},
                    .lifetime = 0}) ==
          Lines{"Unwant 1 10.0.0.2 2001:db8:0:1::/64 to 10.106.35.111 keys 100/1",
                "PBA 0 hnp 2001:db8:0:1::/64 hoa 10.0.0.2/29 lifetime 0"});
}

TEST_CASE("handoff keeps address, prefix and uplink key; the old MAG is told") {
    auto settings = reference_settings();
    settings.peers.revoke_old_mag = true;
    Bench lma(settings);
    (void)lma.send(dual);
    auto moved = dual;
    moved.key = 7;
    moved.from = mag2;
    std::string trigger;
    SUBCASE("same access") {
        moved.handoff = Handoff::between_mags;
        trigger = "2";
    }
    SUBCASE("another access") {
        moved.handoff = Handoff::between_interfaces;
        moved.technology = AccessTechnology::ieee8023;
        trigger = "3";
    }
    SUBCASE("unknown") {
        moved.handoff = Handoff::unknown;
        trigger = "4";
    }
    const auto lines = lma.send(moved);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "Want 1 10.0.0.2 2001:db8:0:1::/64 to 10.106.35.112 keys 100/7");
    CHECK(lines[1] == "PBA 0 hnp 2001:db8:0:1::/64 hoa 10.0.0.2/29 key 100 lifetime 3600");
    CHECK(lines[2].starts_with("BRI " + trigger +
                               " seq 1 flags 0x8000 mn a@example.com hnp 2001:db8:0:1::/64"));
    CHECK(lines[2].ends_with("to 10.106.35.111"));
    CHECK(lma.hear(BindingRevocation{
                       .type = BindingRevocation::Type::acknowledgement, .sequence = 1, .options = {}})
              .empty());
    CHECK(lma.lma.entries().size() == 1);
}

} // namespace
} // namespace lma::test
