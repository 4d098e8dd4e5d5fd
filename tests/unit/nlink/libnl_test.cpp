/// libnl-route-3 as an independent reader: it must see in our requests what they ask for.
#include <doctest/doctest.h>
#include <netlink/msg.h>
#include <netlink/object.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/ipgre.h>
#include <netlink/route/neighbour.h>
#include <netlink/route/route.h>
#include <netlink/route/rule.h>

#include <array>
#include <memory>

#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace libnl_test {

using namespace nlink;
using support::interface, support::ip;

namespace {

using Object = std::unique_ptr<nl_object, decltype([](nl_object* object) { nl_object_put(object); })>;

/// What libnl makes of a request; null if nothing.
Object read_by_libnl(const Request& request) {
    auto bytes = request.bytes;
    const std::unique_ptr<nl_msg, decltype(&nlmsg_free)> message(
        nlmsg_convert(reinterpret_cast<nlmsghdr*>(bytes.data())), &nlmsg_free);
    nlmsg_set_proto(message.get(), NETLINK_ROUTE);
    nl_object* found = nullptr;
    const auto keep = [](nl_object* object, void* into) {
        nl_object_get(object);
        *static_cast<nl_object**>(into) = object;
    };
    nl_msg_parse(message.get(), keep, static_cast<void*>(&found));
    return Object(found);
}

template <class T>
T* as(const Object& object) {
    REQUIRE(object);
    return reinterpret_cast<T*>(object.get());
}

std::string text(nl_addr* address) {
    std::array<char, 64> buffer{};
    return address == nullptr ? "none" : nl_addr2str(address, buffer.data(), buffer.size());
}

} // namespace

TEST_CASE("a route") {
    const auto object = read_by_libnl(add_route({.table = 5301,
                                                 .destination = support::prefix("192.168.5.0/24"),
                                                 .out = interface(7),
                                                 .gateway = ip("10.0.0.1"),
                                                 .protocol = 99,
                                                 .scope = RT_SCOPE_UNIVERSE}));
    auto* const route = as<rtnl_route>(object);
    CHECK(rtnl_route_get_table(route) == 5301);
    CHECK(text(rtnl_route_get_dst(route)) == "192.168.5.0/24");
    CHECK(rtnl_route_get_protocol(route) == 99);
    CHECK(rtnl_route_get_scope(route) == RT_SCOPE_UNIVERSE);
    CHECK(rtnl_route_get_type(route) == RTN_UNICAST);
    REQUIRE(rtnl_route_get_nnexthops(route) == 1);
    CHECK(rtnl_route_nh_get_ifindex(rtnl_route_nexthop_n(route, 0)) == 7);
    CHECK(text(rtnl_route_nh_get_gateway(rtnl_route_nexthop_n(route, 0))) == "10.0.0.1");
}

TEST_CASE("a default route, whose host bits are cut off") {
    const auto object = read_by_libnl(add_route({.table = 5301,
                                                 .destination = {.address = ip("10.1.2.3"), .length = 0},
                                                 .out = interface(7),
                                                 .gateway = {}}));
    CHECK(nl_addr_get_prefixlen(rtnl_route_get_dst(as<rtnl_route>(object))) == 0);

    const auto cut = read_by_libnl(
        add_route({.destination = support::prefix("10.1.2.3/16"), .out = interface(7), .gateway = {}}));
    CHECK(text(rtnl_route_get_dst(as<rtnl_route>(cut))) == "10.1.0.0/16");
}

TEST_CASE("an address") {
    const auto object =
        read_by_libnl(add_address({.address = support::prefix("192.168.5.1/24"), .interface = interface(3)}));
    auto* const address = as<rtnl_addr>(object);
    CHECK(text(rtnl_addr_get_local(address)) == "192.168.5.1/24");
    CHECK(rtnl_addr_get_ifindex(address) == 3);
    CHECK(rtnl_addr_get_family(address) == AF_INET);
}

TEST_CASE("a permanent neighbour") {
    const auto object = read_by_libnl(replace_neighbour({.address = ip("192.168.5.44"),
                                                         .interface = interface(3),
                                                         .mac = support::mac("00:23:c2:db:29:2d"),
                                                         .protocol = 99}));
    auto* const neighbour = as<rtnl_neigh>(object);
    CHECK(text(rtnl_neigh_get_dst(neighbour)) == "192.168.5.44");
    CHECK(text(rtnl_neigh_get_lladdr(neighbour)) == "00:23:c2:db:29:2d");
    CHECK(rtnl_neigh_get_ifindex(neighbour) == 3);
    CHECK(rtnl_neigh_get_state(neighbour) == NUD_PERMANENT);
    CHECK(rtnl_neigh_get_flags(neighbour) == 0);
}

TEST_CASE("a proxy neighbour") {
    const auto object = read_by_libnl(
        add_neighbour({.address = ip("192.168.5.1"), .interface = interface(3), .mac = {}, .proxy = true}));
    CHECK(rtnl_neigh_get_flags(as<rtnl_neigh>(object)) == NTF_PROXY);
    CHECK(rtnl_neigh_get_lladdr(as<rtnl_neigh>(object)) == nullptr);
}

TEST_CASE("a policy rule") {
    const auto object = read_by_libnl(add_rule({.priority = 5300,
                                                .table = 5301,
                                                .mark = 0x10000,
                                                .mask = 0xff0000,
                                                .input_interface = "wlan0",
                                                .protocol = 99}));
    auto* const rule = as<rtnl_rule>(object);
    CHECK(rtnl_rule_get_prio(rule) == 5300);
    CHECK(rtnl_rule_get_table(rule) == 5301);
    CHECK(rtnl_rule_get_mark(rule) == 0x10000);
    CHECK(rtnl_rule_get_mask(rule) == 0xff0000);
    CHECK(std::string(rtnl_rule_get_iif(rule)) == "wlan0");
    CHECK(rtnl_rule_get_action(rule) == 1);
}

TEST_CASE("a tunnel") {
    const auto object = read_by_libnl(add_tunnel({.name = "mag-lma1",
                                                  .local = ip("10.106.35.111"),
                                                  .remote = ip("10.106.37.40"),
                                                  .input_key = 999,
                                                  .output_key = 998,
                                                  .fou_port = 5436,
                                                  .mtu = 1464}));
    auto* const link = as<rtnl_link>(object);
    CHECK(std::string(rtnl_link_get_name(link)) == "mag-lma1");
    CHECK(std::string(rtnl_link_get_type(link)) == "gre");
    CHECK(rtnl_link_get_mtu(link) == 1464);
    CHECK((rtnl_link_get_flags(link) & 1) == 0);
    REQUIRE(rtnl_link_is_ipgre(link));
    CHECK(rtnl_link_ipgre_get_local(link) == htonl(ip("10.106.35.111").value));
    CHECK(rtnl_link_ipgre_get_remote(link) == htonl(ip("10.106.37.40").value));
    CHECK(rtnl_link_ipgre_get_ttl(link) == 64);
    CHECK(rtnl_link_ipgre_get_pmtudisc(link) == 1);
    // libnl keeps keys and flags as they lie on the wire.
    CHECK(rtnl_link_ipgre_get_ikey(link) == htonl(999));
    CHECK(rtnl_link_ipgre_get_okey(link) == htonl(998));
    CHECK(rtnl_link_ipgre_get_iflags(link) == htons(0x2000));
    CHECK(rtnl_link_ipgre_get_oflags(link) == htons(0x2000));
}

} // namespace libnl_test
