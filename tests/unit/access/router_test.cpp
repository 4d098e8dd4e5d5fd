#include <doctest/doctest.h>

#include <string>

#include "magd/access/router.hpp"

namespace router_test {

using namespace magd::access;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t maximum = 3;
const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}}, other{{2, 0, 0, 0, 0, 0xd}};
const base::Ipv6 link_local = *base::parse_ipv6("fe80::ff:fe00:c");
const TimePoint start{Seconds{1000}};

base::Prefix6 prefix(std::string_view text) { return {*base::parse_ipv6(text), 64}; }

RouterService service(Seconds lifetime = Seconds{3600}) {
    return {.interface = "wlan0",
            .prefixes = {prefix("2001:db8:1::")},
            .mtu = 1464,
            .dns = {},
            .expires = start + lifetime};
}

const Advertise& only(const Advertisements& sent) {
    REQUIRE(sent.size() == 1);
    return sent.front();
}

} // namespace

TEST_CASE("a client is told at once when its service begins") {
    Router router(maximum);
    const auto sent = router.serve(client, service(), start);
    CHECK(only(sent) ==
          Advertise{.interface = "wlan0",
                    .client = client,
                    .destination = all_nodes,
                    .message = {.router_lifetime = Seconds{3600},
                                .prefixes = {{.prefix = prefix("2001:db8:1::"), .lifetime = Seconds{3600}}},
                                .mtu = 1464,
                                .dns = {}}});
}

TEST_CASE("a router with another address: the old one is none any more") {
    Router router(maximum);
    auto at = service();
    at.router = *base::parse_ipv6("fe80::1");
    CHECK(only(router.serve(client, at, start)).router == at.router);
    const auto before = at.router;
    at.router = *base::parse_ipv6("fe80::2");
    const auto sent = router.serve(client, at, start);
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].router == before);
    CHECK(sent[0].message.router_lifetime == Seconds{0});
    CHECK(sent[1].router == at.router);
    CHECK(sent[1].message.router_lifetime == Seconds{3600});
}

TEST_CASE("a client that was heard before its service began is answered at its own address") {
    Router router(maximum);
    router.heard(client, link_local);
    CHECK(only(router.serve(client, service(), start)).destination == link_local);
}

TEST_CASE("a client that asks while it has no address yet is answered where all listen") {
    Router router(maximum);
    router.heard(client, link_local);
    router.heard(client, {});
    CHECK(only(router.serve(client, service(), start)).destination == all_nodes);
}

TEST_CASE("a client that asks is told again, at most twice a second") {
    Router router(maximum);
    (void)router.serve(client, service(), start);
    CHECK(router.solicited(client, service(), start + milliseconds{100}).empty());
    CHECK(router.solicited(client, service(), start + milliseconds{200}).empty());
    CHECK(router.deadline() == start + milliseconds{500});
    CHECK(router.due(start + milliseconds{499}).empty());
    CHECK(router.due(start + milliseconds{500}) == std::vector{client});
    (void)router.serve(client, service(), start + milliseconds{500});
    CHECK(only(router.solicited(client, service(), start + Seconds{1})).client == client);
}

TEST_CASE("lifetimes are what is left of the binding's, and a client is told again at a third of it") {
    Router router(maximum);
    (void)router.serve(client, service(), start);
    CHECK(router.deadline() == start + Seconds{600});
    const auto later = start + Seconds{3300};
    const auto sent = router.serve(client, service(), later);
    CHECK(only(sent).message.router_lifetime == Seconds{300});
    CHECK(only(sent).message.prefixes[0].lifetime == Seconds{300});
    CHECK(router.deadline() == later + Seconds{100});
}

TEST_CASE("a client of a refreshed binding is told the longer lifetime when it is due") {
    Router router(maximum);
    (void)router.serve(client, service(Seconds{30}), start);
    CHECK(router.deadline() == start + Seconds{10});
    const auto sent = router.serve(client, service(Seconds{60}), start + Seconds{10});
    CHECK(only(sent).message.router_lifetime == Seconds{50});
}

TEST_CASE("the router's lifetime has a bound that a prefix's has not") {
    Router router(maximum);
    const auto sent = router.serve(client, service(Seconds{262140}), start);
    CHECK(only(sent).message.router_lifetime == Seconds{9000});
    CHECK(only(sent).message.prefixes[0].lifetime == Seconds{262140});
}

TEST_CASE("a binding at its end is told with lifetimes 0, and not in a hurry") {
    Router router(maximum);
    const auto late = start + Seconds{4000};
    CHECK(only(router.serve(client, service(), late)).message.router_lifetime == Seconds{0});
    CHECK(router.deadline() == late + Seconds{3});
}

TEST_CASE("when the prefix changes, the old one loses its lifetimes in the same message") {
    Router router(maximum);
    (void)router.serve(client, service(), start);
    auto changed = service();
    changed.prefixes = {prefix("2001:db8:2::")};
    const auto sent = router.serve(client, changed, start);
    const auto& prefixes = only(sent).message.prefixes;
    REQUIRE(prefixes.size() == 2);
    CHECK(prefixes[0] == RouterAdvertisement::Prefix{prefix("2001:db8:2::"), Seconds{3600}});
    CHECK(prefixes[1] == RouterAdvertisement::Prefix{prefix("2001:db8:1::"), Seconds{0}});
    CHECK(only(router.serve(client, changed, start)).message.prefixes.size() == 1);
}

TEST_CASE("when the service ends, nothing holds any more, and the client is forgotten") {
    Router router(maximum);
    router.heard(client, link_local);
    (void)router.serve(client, service(), start);
    const auto sent = router.withdraw(client);
    CHECK(only(sent).destination == link_local);
    CHECK(only(sent).message.router_lifetime == Seconds{0});
    CHECK(only(sent).message.prefixes ==
          std::vector{RouterAdvertisement::Prefix{prefix("2001:db8:1::"), Seconds{0}}});
    CHECK_FALSE(router.deadline());
    CHECK(router.withdraw(client).empty());
    CHECK(only(router.serve(client, service(), start)).destination == all_nodes);
}

TEST_CASE("a client that moved to another interface is told on the old one that all is over") {
    Router router(maximum);
    router.heard(client, link_local);
    (void)router.serve(client, service(), start);
    auto moved = service();
    moved.interface = "wlan1";
    const auto sent = router.serve(client, moved, start);
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].interface == "wlan0");
    CHECK(sent[0].message.router_lifetime == Seconds{0});
    CHECK(sent[1].interface == "wlan1");
    CHECK(sent[1].destination == link_local);
    CHECK(sent[1].message.prefixes.size() == 1);
}

TEST_CASE("prefixes that do not fit one frame go in several") {
    Router router(maximum);
    auto rich = service();
    rich.prefixes.clear();
    for (std::uint8_t i = 0; i < 70; ++i) {
        rich.prefixes.push_back(prefix("2001:db8::"));
        rich.prefixes.back().address.octets[7] = i;
    }
    rich.dns.resize(16);
    rich.search.resize(255);
    const auto sent = router.serve(client, rich, start);
    REQUIRE(sent.size() == 5);
    CHECK(sent[4].message.prefixes.size() == 6);
    for (const auto& one : sent) {
        CHECK(one.message.router_lifetime == Seconds{3600});
        CHECK(encode_frame({}, one.message).size() <= 14 + 1280);
    }
}

TEST_CASE("each client has its own time, the earliest is the deadline") {
    Router router(maximum);
    (void)router.serve(client, service(Seconds{300}), start);
    (void)router.serve(other, service(Seconds{30}), start);
    CHECK(router.deadline() == start + Seconds{10});
    CHECK(router.due(start + Seconds{10}) == std::vector{other});
    CHECK(router.due(start + Seconds{100}).size() == 2);
}

TEST_CASE("what DHCPv6 has is told, and domains lose their lifetime at the end") {
    Router router(maximum);
    auto more = service();
    more.search = {1, 'a', 0};
    more.managed = more.other = true;
    const auto sent = router.serve(client, more, start);
    const auto& message = only(sent).message;
    CHECK(message.search == more.search);
    CHECK(message.managed);
    CHECK(message.other);
    const auto end = router.withdraw(client);
    CHECK(only(end).message.search == more.search);
    CHECK(only(end).message.router_lifetime == Seconds{0});
}

TEST_CASE("strangers who ask fill no memory without end") {
    Router router(maximum);
    for (std::uint8_t i = 0; i < 100; ++i) router.heard({{2, 0, 0, 1, 0, i}}, link_local);
    router.heard(client, link_local);
    CHECK(only(router.serve(client, service(), start)).destination == all_nodes);
}

} // namespace router_test
