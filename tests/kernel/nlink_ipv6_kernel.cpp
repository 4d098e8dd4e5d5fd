/// The IPv6 side of nlink's objects against the running kernel, as nlink_kernel.cpp does for IPv4.
#include <algorithm>

#include "nlink/forwarding.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nlink_ipv6_kernel {

using namespace nlink;
using support::contains, support::ip6, support::must, support::Namespace, support::run;

namespace {

constexpr std::uint8_t own = 222; // a routing protocol number that nothing else here uses

template <class T>
std::vector<T> owned(std::vector<T> all) {
    std::erase_if(all, [](const T& object) { return object.protocol != own; });
    return all;
}

} // namespace

TEST_CASE("a route to a home prefix, by a next hop that no other route knows") {
    Namespace here;
    REQUIRE(run("ip link set left up").empty());
    const Route route{.table = 5301,
                      .destination = base::Prefix6{ip6("2001:db8:1::"), 64},
                      .out = here.left,
                      .gateway = ip6("fe80::223:c2ff:fedb:292d"),
                      .onlink = true,
                      .protocol = own,
                      .scope = RT_SCOPE_UNIVERSE};
    CHECK(here.put(add_route(route)) == Outcome{});
    CHECK(must(dump_routes(here.socket, {.table = 5301})) == std::vector{route});
    CHECK(contains(run("ip -6 route show table 5301"),
                   "2001:db8:1::/64 via fe80::223:c2ff:fedb:292d dev left proto 222"));
    CHECK(here.put(add_route(route)).code == EEXIST);

    auto moved = route;
    moved.gateway = ip6("fe80::1");
    CHECK(here.put(replace_route(moved)) == Outcome{});
    CHECK(must(dump_routes(here.socket, {.protocol = own})) == std::vector{moved});
    CHECK(here.put(remove_route(moved)).ok());
    CHECK(here.put(remove_route(moved)).code == ESRCH);
    CHECK(must(dump_routes(here.socket, {.table = 5301})).empty());
}

TEST_CASE("one table of each family, listed together") {
    Namespace here;
    REQUIRE(run("ip link set left up").empty());
    const std::vector<Route> routes{
        {.table = 77, .destination = support::prefix("0.0.0.0/0"), .out = here.left, .protocol = own},
        {.table = 77,
         .destination = base::Prefix6{.address = {}, .length = 0},
         .out = here.left,
         .protocol = own,
         .scope = RT_SCOPE_UNIVERSE}};
    for (const auto& route : routes) CHECK(here.put(add_route(route)) == Outcome{});
    CHECK(must(dump_routes(here.socket, {.table = 77})) == routes);
    for (const auto& route : routes) CHECK(here.put(remove_route(route)).ok());
    CHECK(must(dump_routes(here.socket, {.table = 77})).empty());
}

TEST_CASE("policy rules of IPv6, and ones that drop") {
    Namespace here;
    using base::Family;
    const std::vector<Rule> rules{
        {.action = RuleAction::blackhole, .priority = 5299, .input_interface = "left", .protocol = own},
        {.family = Family::ipv6,
         .action = RuleAction::blackhole,
         .priority = 5299,
         .input_interface = "left",
         .protocol = own},
        {.family = Family::ipv6,
         .priority = 5300,
         .table = 5301,
         .mark = 0x10000,
         .mask = 0xff0000,
         .input_interface = {},
         .protocol = own}};
    for (const auto& rule : rules) CHECK(here.put(add_rule(rule)) == Outcome{});
    CHECK(owned(must(dump_rules(here.socket))) == rules);
    CHECK(contains(run("ip rule"), "5299:\tfrom all iif left blackhole proto 222"));
    const auto said = run("ip -6 rule");
    CHECK(contains(said, "5299:\tfrom all iif left blackhole proto 222"));
    CHECK(contains(said, "5300:\tfrom all fwmark 0x10000/0xff0000 lookup 5301 proto 222"));
    CHECK(here.put(add_rule(rules[1])).code == EEXIST);
    for (const auto& rule : rules) CHECK(here.put(remove_rule(rule)).ok());
    CHECK(owned(must(dump_rules(here.socket))).empty());
}

TEST_CASE("a permanent neighbour") {
    Namespace here;
    const Neighbour neighbour{.address = ip6("fe80::223:c2ff:fedb:292d"),
                              .interface = here.left,
                              .mac = support::mac("00:23:c2:db:29:2d"),
                              .protocol = own};
    CHECK(here.put(replace_neighbour(neighbour)) == Outcome{});
    CHECK(owned(must(dump_neighbours(here.socket))) == std::vector{neighbour});
    CHECK(contains(run("ip -6 neigh show dev left"),
                   "fe80::223:c2ff:fedb:292d lladdr 00:23:c2:db:29:2d PERMANENT proto 222"));
    CHECK(here.put(remove_neighbour(neighbour)).ok());
    CHECK(here.put(remove_neighbour(neighbour)).code == ENOENT);
}

TEST_CASE("an address that is in use at once") {
    Namespace here;
    REQUIRE(run("ip link set left up").empty());
    const InterfaceAddress address{.address = base::Prefix6{ip6("fe80::200:5eff:fe00:5213"), 64},
                                   .interface = here.left,
                                   .no_detection = true};
    const auto count = [&] { return std::ranges::count(must(dump_addresses(here.socket)), address); };
    CHECK(here.put(add_address(address)) == Outcome{});
    CHECK(count() == 1);
    const auto said = run("ip -6 addr show dev left");
    CHECK(contains(said, "inet6 fe80::200:5eff:fe00:5213/64 scope link nodad"));
    CHECK_FALSE(contains(said, "fe80::200:5eff:fe00:5213/64 scope link tentative"));
    CHECK(here.put(add_address(address)).code == EEXIST);
    CHECK(here.put(remove_address(address)).ok());
    CHECK(here.put(remove_address(address)).code == EADDRNOTAVAIL);
    CHECK(count() == 0);
}

TEST_CASE("a proxy neighbour that is a router") {
    Namespace here;
    const Neighbour proxy{.address = support::ip6("fe80::2"),
                          .interface = here.left,
                          .proxy = true,
                          .router = true,
                          .protocol = own};
    CHECK(here.put(add_neighbour(proxy)) == Outcome{});
    CHECK(must(dump_neighbours(here.socket)) == std::vector{proxy});
    CHECK(contains(run("ip -6 neigh show proxy"), "fe80::2 dev left router proxy"));
    CHECK(here.put(remove_neighbour(proxy)).ok());
}

TEST_CASE("forwarding is turned on for one interface or for all") {
    Namespace here;
    const auto listed = [&] { return must(find_link(here.socket, "left"))->ipv6; };
    CHECK(listed() == Ipv6Conf{});
    CHECK_FALSE(is_on(Ipv6Switch::forwarding, "left"));
    CHECK(turn_on(Ipv6Switch::forwarding, "left"));
    CHECK(listed() == Ipv6Conf{.forwarding = true});
    CHECK(is_on(Ipv6Switch::forwarding, "left"));
    CHECK_FALSE(is_on(Ipv6Switch::forwarding, all_interfaces));
    CHECK(turn_on(Ipv6Switch::forwarding, all_interfaces));
    CHECK(is_on(Ipv6Switch::forwarding, "right"));

    const auto refused = turn_on(Ipv6Switch::forwarding, "nosuch");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what ==
          "cannot turn on /proc/sys/net/ipv6/conf/nosuch/forwarding: No such file or directory");
    CHECK_FALSE(is_on(Ipv6Switch::forwarding, "nosuch"));
}

} // namespace nlink_ipv6_kernel
