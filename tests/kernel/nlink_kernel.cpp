/// Every object of nlink against the running kernel: what was added is listed equal, is seen by
/// `ip`, cannot be added twice, and leaves nothing when removed.
#include <linux/if_arp.h>
#include <linux/ip.h>

#include <algorithm>

#include "nlink/interface_address.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nlink_kernel {

using namespace nlink;
using support::contains, support::must, support::Namespace, support::run;

namespace {

constexpr std::uint8_t own = 222; // a routing protocol number that nothing else here uses

template <class T>
std::vector<T> owned(std::vector<T> all) {
    std::erase_if(all, [](const T& object) { return object.protocol != own; });
    return all;
}

} // namespace

TEST_CASE("a route") {
    Namespace here;
    const Route route{
        .table = 5301, .destination = support::prefix("192.168.5.44/32"), .out = here.left, .protocol = own};
    const RouteFilter table{.table = 5301};

    CHECK(must(dump_routes(here.socket, table)).empty()); // the table does not exist yet
    CHECK(here.put(add_route(route)) == Outcome{});
    CHECK(must(dump_routes(here.socket, table)) == std::vector{route});
    CHECK(must(dump_routes(here.socket, {.protocol = own})) == std::vector{route});
    CHECK(must(dump_routes(here.socket, {.table = 5301, .protocol = 221})).empty());
    CHECK(contains(run("ip route show table 5301"), "192.168.5.44 dev left proto 222 scope link"));

    const auto twice = here.put(add_route(route));
    CHECK(twice.code == EEXIST);
    CHECK(contains(twice.what, "add route 192.168.5.44/32 dev"));
    CHECK(contains(twice.what, "table 5301: File exists"));

    auto moved = route;
    moved.out = here.right;
    CHECK(here.put(remove_route(moved)).code == ESRCH); // another device: another route
    CHECK(here.put(replace_route(moved)).ok());
    CHECK(must(dump_routes(here.socket, table)) == std::vector{moved});

    CHECK(here.put(remove_route(moved)).ok());
    CHECK(here.put(remove_route(moved)).code == ESRCH);
    CHECK(must(dump_routes(here.socket, table)).empty());
    CHECK(run("ip route show table all proto 222").empty());
}

TEST_CASE("a route with a gateway, a default route, a blackhole") {
    Namespace here;
    REQUIRE(here.put(add_address({.address = support::prefix("10.0.0.1/24"), .interface = here.left})).ok());
    const std::vector<Route> routes{
        {.table = 77,
         .destination = support::prefix("0.0.0.0/0"),
         .out = here.left,
         .gateway = support::ip("10.0.0.2"),
         .protocol = own,
         .scope = RT_SCOPE_UNIVERSE},
        {.table = 77,
         .destination = support::prefix("10.9.0.0/16"),
         .protocol = own,
         .scope = RT_SCOPE_UNIVERSE,
         .type = RTN_BLACKHOLE},
    };
    for (const auto& route : routes) CHECK(here.put(add_route(route)) == Outcome{});
    CHECK(must(dump_routes(here.socket, {.table = 77})) == routes);
    const auto said = run("ip route show table 77");
    CHECK(contains(said, "default via 10.0.0.2 dev left proto 222"));
    CHECK(contains(said, "blackhole 10.9.0.0/16 proto 222"));
    for (const auto& route : routes) CHECK(here.put(remove_route(route)).ok());
    CHECK(must(dump_routes(here.socket, {.table = 77})).empty());
}

TEST_CASE("a route that cannot be: the kernel's words are in the outcome") {
    Namespace here;
    const auto refused = here.put(add_route({.table = 77,
                                             .destination = support::prefix("10.9.0.0/16"),
                                             .out = here.left,
                                             .gateway = support::ip("203.0.113.9"),
                                             .protocol = own,
                                             .scope = RT_SCOPE_UNIVERSE}));
    CHECK(refused.code == ENETUNREACH);
    CHECK(contains(refused.what, "via 203.0.113.9"));
    CHECK(contains(refused.what, "Network is unreachable (Nexthop has invalid gateway)"));
}

TEST_CASE("policy rules by mark and by interface") {
    Namespace here;
    const Rule by_mark{.priority = 5300,
                       .table = 5301,
                       .mark = 0x10000,
                       .mask = 0xff0000,
                       .input_interface = {},
                       .protocol = own};
    const Rule by_interface{.priority = 5299, .table = 5302, .input_interface = "left", .protocol = own};
    const Rule unmarked{
        .priority = 5301, .table = 5303, .mark = 0, .mask = 0xff0000, .input_interface = {}, .protocol = own};

    for (const auto& rule : {by_mark, by_interface, unmarked}) CHECK(here.put(add_rule(rule)) == Outcome{});
    CHECK(owned(must(dump_rules(here.socket))) == std::vector{by_interface, by_mark, unmarked});
    const auto said = run("ip rule");
    CHECK(contains(said, "5300:\tfrom all fwmark 0x10000/0xff0000 lookup 5301 proto 222"));
    CHECK(contains(said, "5299:\tfrom all iif left lookup 5302 proto 222"));

    const auto twice = here.put(add_rule(by_mark));
    CHECK(twice.code == EEXIST);
    CHECK(contains(twice.what, "add rule 5300: fwmark 0x10000/0xff0000 table 5301: File exists"));

    for (const auto& rule : {by_mark, by_interface, unmarked}) CHECK(here.put(remove_rule(rule)).ok());
    CHECK(here.put(remove_rule(by_mark)).code == ENOENT);
    CHECK(owned(must(dump_rules(here.socket))).empty());
    CHECK(must(dump_rules(here.socket)).size() == 5); // the kernel's own: three, and two of IPv6
}

TEST_CASE("a permanent neighbour") {
    Namespace here;
    const Neighbour neighbour{.address = support::ip("192.168.5.44"),
                              .interface = here.left,
                              .mac = support::mac("00:23:c2:db:29:2d"),
                              .protocol = own};
    CHECK(here.put(add_neighbour(neighbour)) == Outcome{});
    CHECK(owned(must(dump_neighbours(here.socket))) == std::vector{neighbour});
    CHECK(
        contains(run("ip neigh show dev left"), "192.168.5.44 lladdr 00:23:c2:db:29:2d PERMANENT proto 222"));

    const auto twice = here.put(add_neighbour(neighbour));
    CHECK(twice.code == EEXIST);
    CHECK(contains(twice.what, "neighbour 192.168.5.44 at 00:23:c2:db:29:2d on interface"));
    CHECK(contains(twice.what, ": File exists"));

    auto moved = neighbour;
    moved.mac = support::mac("02:00:00:00:00:01");
    CHECK(here.put(replace_neighbour(moved)).ok());
    CHECK(owned(must(dump_neighbours(here.socket))) == std::vector{moved});

    CHECK(here.put(remove_neighbour(moved)).ok());
    CHECK(here.put(remove_neighbour(moved)).code == ENOENT);
    CHECK(owned(must(dump_neighbours(here.socket))).empty());
}

TEST_CASE("a permanent neighbour takes the place of a learnt one, which is not listed") {
    Namespace here;
    run("ip neigh add 192.168.5.44 lladdr 02:00:00:00:00:07 dev left nud stale");
    CHECK(must(dump_neighbours(here.socket)).empty());
    const Neighbour neighbour{.address = support::ip("192.168.5.44"),
                              .interface = here.left,
                              .mac = support::mac("00:23:c2:db:29:2d"),
                              .protocol = own};
    CHECK(here.put(add_neighbour(neighbour)).code == EEXIST);
    CHECK(here.put(replace_neighbour(neighbour)).ok());
    CHECK(must(dump_neighbours(here.socket)) == std::vector{neighbour});
}

TEST_CASE("a proxy neighbour") {
    Namespace here;
    const Neighbour proxy{
        .address = support::ip("192.168.5.1"), .interface = here.left, .proxy = true, .protocol = own};
    CHECK(here.put(add_neighbour(proxy)) == Outcome{});
    CHECK(here.put(add_neighbour(proxy)) == Outcome{}); // the kernel takes it as done
    CHECK(must(dump_neighbours(here.socket)) == std::vector{proxy});
    CHECK(contains(run("ip neigh show proxy"), "192.168.5.1 dev left proxy"));
    CHECK(here.put(remove_neighbour(proxy)).ok());
    CHECK(here.put(remove_neighbour(proxy)).code == ENOENT);
    CHECK(must(dump_neighbours(here.socket)).empty());
}

TEST_CASE("an address") {
    Namespace here;
    const InterfaceAddress address{.address = support::prefix("192.168.5.1/24"), .interface = here.left};
    CHECK(here.put(add_address(address)) == Outcome{});
    CHECK(std::ranges::count(must(dump_addresses(here.socket)), address) == 1);
    CHECK(contains(run("ip -4 addr show dev left"), "inet 192.168.5.1/24 scope global left"));
    const auto twice = here.put(add_address(address));
    CHECK(twice.code == EEXIST);
    CHECK(contains(twice.what, "add address 192.168.5.1/24 on interface"));
    CHECK(here.put(remove_address(address)).ok());
    CHECK(here.put(remove_address(address)).code == EADDRNOTAVAIL);
    CHECK(std::ranges::count(must(dump_addresses(here.socket)), address) == 0);
}

TEST_CASE("interfaces are listed with their settings, set up, and removed by name") {
    Namespace here;
    const auto lo = must(find_link(here.socket, "lo"));
    REQUIRE(lo);
    CHECK(!lo->up);
    CHECK(lo->type == ARPHRD_LOOPBACK);
    CHECK(here.put(set_link_up(lo->index)).ok());
    CHECK(must(find_link(here.socket, "lo"))->up);

    run("ip link set left address 02:00:00:00:00:0a mtu 1400");
    const auto left = must(find_link(here.socket, "left"));
    REQUIRE(left);
    CHECK(left->kind == "veth");
    CHECK(left->mtu == 1400);
    CHECK(left->type == ARPHRD_ETHER);
    CHECK(left->mac == support::mac("02:00:00:00:00:0a"));
    CHECK(!left->tunnel);
    CHECK(std::ranges::count(must(dump_links(here.socket)), *left) == 1);

    CHECK(here.put(remove_link("left")).ok());
    CHECK(!must(find_link(here.socket, "left")));
    const auto again = here.put(remove_link("left"));
    CHECK(again == Outcome{.code = ENODEV, .what = "remove interface left: No such device"});
}

TEST_CASE("IPv4 settings are written without /proc, and read back") {
    Namespace here;
    const auto settings = [&](std::uint32_t forwarding, std::uint32_t rp_filter) {
        const std::array<Ipv4Setting, 2> both{
            {{IPV4_DEVCONF_FORWARDING, forwarding}, {IPV4_DEVCONF_RP_FILTER, rp_filter}}};
        return here.put(set_ipv4_conf(here.left, both));
    };
    CHECK(settings(1, 2) == Outcome{});
    CHECK(must(find_link(here.socket, "left"))->ipv4 == Ipv4Conf{.forwarding = true, .rp_filter = 2});
    CHECK(run("cat /proc/sys/net/ipv4/conf/left/forwarding") == "1\n");
    CHECK(run("cat /proc/sys/net/ipv4/conf/left/rp_filter") == "2\n");
    CHECK(settings(0, 0) == Outcome{});
    CHECK(must(find_link(here.socket, "left"))->ipv4 == Ipv4Conf{});
    const std::array<Ipv4Setting, 1> unknown{{{1000, 1}}};
    CHECK(here.put(set_ipv4_conf(here.left, unknown)).code == EINVAL);
}

TEST_CASE("the delay of proxy answers") {
    Namespace here;
    const auto set = [&](base::IfIndex index, base::Family family, int milliseconds) {
        return here.put(set_proxy_delay(index, family, std::chrono::milliseconds(milliseconds)));
    };
    for (const auto& [family, table] :
         {std::pair{base::Family::ipv4, "arp_cache"}, std::pair{base::Family::ipv6, "ndisc_cache"}}) {
        const auto shown = [&] { return run(std::string("ip ntable show dev left name ") + table); };
        CHECK(set(here.left, family, 0) == Outcome{});
        CHECK(contains(shown(), "proxy_delay 0 "));
        CHECK(set(here.left, family, 500) == Outcome{});
        CHECK(contains(shown(), "proxy_delay 500 "));
        CHECK(set(static_cast<base::IfIndex>(9999), family, 0).code != 0);
    }
}

} // namespace nlink_kernel
