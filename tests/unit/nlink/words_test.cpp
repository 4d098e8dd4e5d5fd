/// What operators read of a request, and what the kernel needs of it to tell one object from another.
#include <doctest/doctest.h>
#include <linux/rtnetlink.h>

#include <array>
#include <set>

#include "nlink/features.hpp"
#include "nlink/fou.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace words_test {

using namespace nlink;
using support::interface, support::ip, support::message_of, support::prefix;

namespace {

const InterfaceAddress address{.address = prefix("192.168.5.1/24"), .interface = interface(3)};
const Route route{.table = 5301,
                  .destination = prefix("192.168.5.44/32"),
                  .out = interface(7),
                  .gateway = ip("10.0.0.9"),
                  .protocol = 99,
                  .scope = RT_SCOPE_UNIVERSE};
const Rule rule{.priority = 5300,
                .table = 5301,
                .mark = 0x10000,
                .mask = 0xff0000,
                .input_interface = "wlan0",
                .protocol = 99};
const Neighbour neighbour{.address = ip("192.168.5.44"),
                          .interface = interface(3),
                          .mac = support::mac("00:23:c2:db:29:2d"),
                          .protocol = 99};
const Tunnel tunnel{.name = "t", .local = ip("10.0.0.1"), .remote = ip("10.0.0.2"), .mtu = 1476};
const nft::TableName table{.name = "magd"}, other_table{.name = "magd", .family = nft::Family::ipv4};
const nft::SetName map{.table = table, .name = "map"};
constexpr GenericFamily fou{.number = 30};

template <class T, class Change>
T with(T value, Change change) {
    change(value);
    return value;
}

/// No two of them are the same to the kernel.
void check_different(const std::vector<Request>& requests) {
    std::set<base::Bytes> seen;
    for (const auto& request : requests) {
        CAPTURE(request.what);
        CHECK(seen.insert(request.bytes).second);
    }
}

/// All that a request says but whether it adds or removes.
base::Bytes object_in(const Request& request) {
    const auto payload = message_of(request).payload;
    return {payload.begin(), payload.end()};
}

} // namespace

TEST_CASE("words of interfaces and addresses") {
    CHECK(add_tunnel(tunnel).what == "add tunnel t from 10.0.0.1 to 10.0.0.2");
    CHECK(set_link_up(interface(4)).what == "set up interface 4");
    CHECK(set_ipv4_conf(interface(4), {}).what == "set IPv4 settings of interface 4");
    CHECK(set_no_ipv6_address(interface(4)).what == "keep interface 4 without an IPv6 address");
    CHECK(set_proxy_delay(interface(4), base::Family::ipv4, {}).what ==
          "set the neighbour proxy delay of interface 4");
    CHECK(remove_address(address).what == "remove address 192.168.5.1/24 on interface 3");
    CHECK(remove_fou_port(fou, {.port = 5436}).what == "remove FOU port 5436 for IP protocol 47");
    CHECK(turn_gro_off({.number = 20}, "t").what == "turn generic receive offload of t off");
}

TEST_CASE("words of routes, rules and neighbours: what is not there is not said") {
    CHECK(add_route(route).what == "add route 192.168.5.44/32 via 10.0.0.9 dev 7 table 5301");
    const Route hole{.table = 5301, .destination = prefix("0.0.0.0/0"), .type = RTN_BLACKHOLE};
    CHECK(replace_route(hole).what == "replace route 0.0.0.0/0 table 5301");
    CHECK(remove_rule(rule).what == "remove rule 5300: fwmark 0x10000/0xff0000 iif wlan0 table 5301");
    CHECK(add_rule({.priority = 1, .table = 2, .mark = 3, .input_interface = ""}).what ==
          "add rule 1: table 2");
    CHECK(add_neighbour(neighbour).what == "add neighbour 192.168.5.44 at 00:23:c2:db:29:2d on interface 3");
    CHECK(remove_neighbour({.address = ip("10.0.0.1"), .interface = interface(2), .proxy = true}).what ==
          "remove proxy neighbour 10.0.0.1 on interface 2");
}

TEST_CASE("words of nftables objects") {
    CHECK(nft::add_table({.table = table, .comment = "fingerprint 1"}).what == "add table inet magd");
    CHECK(nft::ensure_table({.table = other_table}).what == "add table ip magd");
    CHECK(nft::add_chain({.table = table, .name = "c"}).what == "add chain inet magd c");
    CHECK(nft::add_set({.set = map, .key = {nft::DataType::mark}}).what == "add set inet magd map");
    CHECK(nft::add_rule({.table = table, .chain = "c"}).what == "add rule inet magd c");
    CHECK(nft::add_counter({.table = table, .name = "drops"}).what == "add counter inet magd drops");
    CHECK(nft::remove_counter(table, "drops").what == "remove counter inet magd drops");
    CHECK(nft::remove_element(map, {.key = {0, 1, 0xff}}).what == "remove element 0001ff of inet magd map");
}

TEST_CASE("each family of tables has the name that nft gives it") {
    using nft::Family;
    const std::array<std::pair<Family, const char*>, 6> names{{{Family::inet, "inet t"},
                                                               {Family::ipv4, "ip t"},
                                                               {Family::ipv6, "ip6 t"},
                                                               {Family::arp, "arp t"},
                                                               {Family::bridge, "bridge t"},
                                                               {Family::netdev, "netdev t"}}};
    for (const auto& [family, name] : names)
        CHECK(nft::to_string(nft::TableName{.name = "t", .family = family}) == name);
}

TEST_CASE("a change of any one field is another request") {
    check_different({add_route(route), add_route(with(route, [](Route& r) { r.table = 5302; })),
                     add_route(with(route, [](Route& r) { r.destination = prefix("192.168.5.45/32"); })),
                     add_route(with(route, [](Route& r) { r.destination.length = 31; })),
                     add_route(with(route, [](Route& r) { r.out = interface(8); })),
                     add_route(with(route, [](Route& r) { r.gateway = std::nullopt; })),
                     add_route(with(route, [](Route& r) { r.protocol = 98; })),
                     add_route(with(route, [](Route& r) { r.scope = RT_SCOPE_LINK; })),
                     add_route(with(route, [](Route& r) { r.type = RTN_BLACKHOLE; }))});
    check_different({add_rule(rule), add_rule(with(rule, [](Rule& r) { r.priority = 1; })),
                     add_rule(with(rule, [](Rule& r) { r.table = 1; })),
                     add_rule(with(rule, [](Rule& r) { r.mark = 1; })),
                     add_rule(with(rule, [](Rule& r) { r.mask = 1; })),
                     add_rule(with(rule, [](Rule& r) { r.input_interface = "wlan1"; })),
                     add_rule(with(rule, [](Rule& r) { r.protocol = 1; }))});
    check_different({add_tunnel(tunnel), add_tunnel(with(tunnel, [](Tunnel& t) { t.name = "u"; })),
                     add_tunnel(with(tunnel, [](Tunnel& t) { std::swap(t.local, t.remote); })),
                     add_tunnel(with(tunnel, [](Tunnel& t) { t.input_key = 0; })),
                     add_tunnel(with(tunnel, [](Tunnel& t) { t.output_key = 0; })),
                     add_tunnel(with(tunnel, [](Tunnel& t) { t.fou_port = 5436; })),
                     add_tunnel(with(tunnel, [](Tunnel& t) { t.mtu = 1400; }))});
    check_different({add_neighbour(neighbour),
                     add_neighbour(with(neighbour, [](Neighbour& n) { n.address = ip("10.0.0.1"); })),
                     add_neighbour(with(neighbour, [](Neighbour& n) { n.interface = interface(4); })),
                     add_neighbour(with(neighbour, [](Neighbour& n) { n.mac = std::nullopt; })),
                     add_neighbour(with(neighbour, [](Neighbour& n) { n.proxy = true; })),
                     add_neighbour(with(neighbour, [](Neighbour& n) { n.protocol = 98; }))});
}

TEST_CASE("a table of another family is another one, and so is all that it holds") {
    check_different({nft::remove_table(table), nft::remove_table(other_table)});
    check_different({nft::remove_chain(table, "c"), nft::remove_chain(other_table, "c")});
    check_different({nft::remove_counter(table, "c"), nft::remove_counter(other_table, "c")});
    check_different({nft::remove_set(map), nft::remove_set({.table = other_table, .name = "map"})});
}

TEST_CASE("a removal says all that the addition said, to hit this object alone") {
    CHECK(object_in(remove_address(address)) == object_in(add_address(address)));
    CHECK(object_in(remove_route(route)) == object_in(add_route(route)));
    CHECK(object_in(remove_rule(rule)) == object_in(add_rule(rule)));
    CHECK(object_in(remove_neighbour(neighbour)) == object_in(add_neighbour(neighbour)));
}

TEST_CASE("a removal of what has a name or number says that, and no more") {
    CHECK(parse_link(message_of(remove_link("t")))->name == "t");
    CHECK(parse_fou_port(message_of(remove_fou_port(fou, {.port = 5436})))->port == 5436);
    CHECK(nft::parse_table(message_of(nft::remove_table(table))) == nft::Table{.table = table});
    CHECK(nft::parse_chain(message_of(nft::remove_chain(table, "c"))) ==
          nft::Chain{.table = table, .name = "c"});
    CHECK(nft::parse_set(message_of(nft::remove_set(map))) == nft::Set{.set = map});
    CHECK(nft::parse_counter(message_of(nft::remove_counter(table, "c"))) ==
          nft::Counter{.table = table, .name = "c"});
}

TEST_CASE("only an addition may make, only a replacement may replace") {
    const auto flags = [](const Request& request) { return support::header_of(request).nlmsg_flags; };
    constexpr auto add = NLM_F_CREATE | NLM_F_EXCL;
    constexpr auto replace = NLM_F_CREATE | NLM_F_REPLACE;
    for (const auto& request :
         {add_tunnel(tunnel), add_address(address), add_route(route), add_rule(rule),
          add_neighbour(neighbour), nft::add_table({.table = table}), nft::add_counter({.table = table})})
        CHECK(flags(request) == add);
    for (const auto& request : {replace_route(route), replace_neighbour(neighbour)})
        CHECK(flags(request) == replace);
    CHECK(flags(nft::ensure_table({.table = table})) == NLM_F_CREATE);
    for (const auto& request :
         {remove_link("t"), remove_address(address), remove_route(route), remove_rule(rule),
          remove_neighbour(neighbour), nft::remove_table(table), nft::remove_set(map)})
        CHECK(flags(request) == 0);
}

} // namespace words_test
