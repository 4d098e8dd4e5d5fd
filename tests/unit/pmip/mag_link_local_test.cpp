#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// The link-local address of a client's default router, RFC 5213 section 6.8.
namespace pmip::test {
namespace {

MagSettings from_lma() {
    auto settings = reference_settings();
    settings.link_local_from_lma = true;
    return settings;
}

/// What the last update says of it.
std::optional<base::Ipv6> told(const Bench& mag) {
    const auto* option = find<LinkLocalAddress>(mag.pbu.options);
    if (option == nullptr) return std::nullopt;
    return option->address;
}

base::Ipv6 router_of(const Bench& mag) { return mag.binding().ipv6->link_local; }

TEST_CASE("by default it is the same for all clients, and no update speaks of it") {
    Bench mag;
    (void)mag.up(dual());
    CHECK_FALSE(told(mag));
    auto ack = acceptance(mag.pbu);
    ack.options.emplace_back(LinkLocalAddress{link_local}); // not asked for
    (void)mag.pba(ack);
    CHECK(router_of(mag) == fixed_link_local);
}

TEST_CASE("the LMA picks it, and every refresh names it; a de-registration does not") {
    Bench mag(from_lma());
    (void)mag.up(dual());
    CHECK(told(mag) == base::Ipv6{});
    (void)mag.accepted();
    CHECK(router_of(mag) == link_local);
    (void)mag.programmed();
    (void)mag.next();
    CHECK(told(mag) == link_local);
    CHECK(mag.accepted().empty());
    (void)mag.down();
    CHECK_FALSE(told(mag));
}

TEST_CASE("a client without IPv6 needs none") {
    Bench mag(from_lma());
    (void)mag.up();
    CHECK_FALSE(told(mag));
}

TEST_CASE("an LMA that gives none, or no link-local one: the address that needs no LMA") {
    Bench mag(from_lma());
    (void)mag.up(ipv6_only());
    auto ack = acceptance(mag.pbu);
    SUBCASE("none") { remove<LinkLocalAddress>(ack.options); }
    SUBCASE("unspecified") { option_of<LinkLocalAddress>(ack.options)->address = {}; }
    SUBCASE("of another scope") { option_of<LinkLocalAddress>(ack.options)->address = prefix1.address; }
    (void)mag.pba(ack);
    CHECK(router_of(mag) == fixed_link_local);
    (void)mag.programmed();
    (void)mag.next();
    CHECK(told(mag) == fixed_link_local);
}

TEST_CASE("a client that has the address itself: the gateway takes another and tells the LMA at once") {
    Bench mag(from_lma());
    mag.attach(dual());
    const auto heard = [&](const base::Ipv6& address) {
        return mag.on(LinkLocalHeard{.mac = mac_a, .address = address});
    };
    CHECK(heard(fixed_link_local).empty());
    const auto lines = heard(link_local);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "Detached");
    CHECK(lines[1].starts_with("Want"));
    CHECK(lines[2].starts_with("PBU to LMA1: seq 9466 HI 5"));
    CHECK(told(mag) == fixed_link_local);
    CHECK(router_of(mag) == fixed_link_local);
    auto ack = acceptance(mag.pbu);
    option_of<LinkLocalAddress>(ack.options)->address = link_local; // of an LMA that does not hear
    CHECK(mag.pba(ack).empty());
    CHECK(router_of(mag) == fixed_link_local);
    (void)mag.programmed();
    (void)heard(fixed_link_local);
    CHECK(router_of(mag) != fixed_link_local);
    CHECK(router_of(mag) != link_local);
    CHECK(router_of(mag).link_local());
}

TEST_CASE("a client that follows the gateway's address costs three changes a second, in the kernel too") {
    Bench mag(from_lma());
    mag.attach(ipv6_only());
    int updates = 0;
    int wishes = 0;
    for (int i = 0; i < 100; ++i) {
        for (const auto& line : mag.on(LinkLocalHeard{.mac = mac_a, .address = router_of(mag)})) {
            updates += line.starts_with("PBU") ? 1 : 0;
            wishes += line.starts_with("Want") ? 1 : 0;
        }
        (void)mag.programmed();
        if (mag.binding().exchange) (void)mag.accepted();
        mag.advance(10ms);
    }
    CHECK(updates >= 3);
    CHECK(updates <= 6);
    CHECK(wishes == updates);
}

TEST_CASE("where it is the same for all, a client that has it changes nothing") {
    Bench mag;
    mag.attach(dual());
    CHECK(mag.on(LinkLocalHeard{.mac = mac_a, .address = fixed_link_local}).empty());
    CHECK(mag.notes.back() ==
          "no router for it: it has the gateway's link-local address fe80::200:5eff:fe00:5213");
    CHECK(mag.on(LinkLocalHeard{.mac = mac_b, .address = fixed_link_local}).empty());
}

} // namespace
} // namespace pmip::test
