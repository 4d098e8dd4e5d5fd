/// Reading what the kernel lists: what we asked for reads back equal, and what is none of our
/// business is left out.
#include <doctest/doctest.h>
#include <linux/fib_rules.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "nlink/fou.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace parse_test {

using namespace nlink;
using support::interface, support::ip, support::message_of;

namespace {

struct LinkBody {
    using Header = ifinfomsg;
};
struct Families {};
struct Inet {};
using Name = Attribute<LinkBody, IFLA_IFNAME, std::string>;
using Hardware = Attribute<LinkBody, IFLA_ADDRESS, base::Bytes>;
using PerFamily = Attribute<LinkBody, IFLA_AF_SPEC, Nest<Families>>;
using ForIpv4 = Attribute<Families, AF_INET, Nest<Inet>>;
using Conf = Attribute<Inet, IFLA_INET_CONF, base::Bytes>;

/// A link as the kernel lists one, with its array of IPv4 settings cut to `settings` numbers.
Request listed_link(std::size_t settings) {
    ifinfomsg header{};
    header.ifi_index = 4;
    header.ifi_type = 1;
    return make_request<LinkBody>(RTM_NEWLINK, 0, "", header, [&](Attributes<LinkBody>& body) {
        body.put<Name>("wlan0");
        body.nest<PerFamily>([&](Attributes<Families>& families) {
            families.nest<ForIpv4>([&](Attributes<Inet>& inet) {
                base::Bytes array(settings * 4);
                for (std::size_t i = 0; i < settings; ++i) array[i * 4] = static_cast<std::uint8_t>(i + 1);
                inet.put<Conf>(array);
            });
        });
    });
}

struct RouteBody {
    using Header = rtmsg;
};
using Multipath = Attribute<RouteBody, RTA_MULTIPATH, base::Bytes>;

rtmsg route_header(std::uint8_t family, std::uint8_t table = 0, unsigned flags = 0) {
    rtmsg header{};
    header.rtm_family = family;
    header.rtm_table = table;
    header.rtm_flags = flags;
    return header;
}

Request listed_route(rtmsg header, const std::optional<base::Bytes>& hops = {}) {
    return make_request<RouteBody>(RTM_NEWROUTE, 0, "", header,
                                   [&](Attributes<RouteBody>& body) { body.put_if<Multipath>(hops); });
}

} // namespace

TEST_CASE("every object reads back equal to what was asked for") {
    const Tunnel tunnel{.name = "t",
                        .local = ip("10.0.0.1"),
                        .remote = ip("10.0.0.2"),
                        .output_key = 5,
                        .fou_port = {},
                        .mtu = 1476};
    CHECK(parse_link(message_of(add_tunnel(tunnel)))->tunnel == tunnel);
    const Route route{
        .table = 254, .destination = support::prefix("0.0.0.0/0"), .out = interface(9), .gateway = {}};
    CHECK(parse_route(message_of(add_route(route))) == route);
    CHECK(parse_route(message_of(replace_route(route))) == route);
    CHECK(parse_route(message_of(remove_route(route))) == route);
    const Rule rule{.priority = 1, .table = 4000000000, .input_interface = {}, .protocol = 3};
    CHECK(parse_rule(message_of(add_rule(rule))) == rule);
    CHECK(parse_rule(message_of(remove_rule(rule))) == rule);
    const Neighbour proxy{.address = ip("10.0.0.1"), .interface = interface(2), .mac = {}, .proxy = true};
    CHECK(parse_neighbour(message_of(remove_neighbour(proxy))) == proxy);
    const FouPort port{.port = 5436, .protocol = 47};
    CHECK(parse_fou_port(message_of(add_fou_port({.number = 30}, port))) == port);
}

TEST_CASE("so does every object of IPv6") {
    const Route route{.table = 5301,
                      .destination = base::Prefix6{support::ip6("2001:db8:1::"), 64},
                      .out = interface(9),
                      .gateway = support::ip6("fe80::223:c2ff:fedb:292d"),
                      .onlink = true,
                      .scope = RT_SCOPE_UNIVERSE};
    CHECK(parse_route(message_of(add_route(route))) == route);
    const Rule hole{.family = base::Family::ipv6,
                    .action = RuleAction::blackhole,
                    .priority = 1,
                    .input_interface = "mag-LMA1"};
    CHECK(parse_rule(message_of(add_rule(hole))) == hole);
    const Neighbour neighbour{.address = support::ip6("fe80::1"),
                              .interface = interface(2),
                              .mac = support::mac("00:23:c2:db:29:2d")};
    CHECK(parse_neighbour(message_of(add_neighbour(neighbour))) == neighbour);
    const InterfaceAddress address{.address = base::Prefix6{support::ip6("fe80::200:5eff:fe00:5213"), 64},
                                   .interface = interface(2),
                                   .no_detection = true};
    CHECK(parse_address(message_of(add_address(address))) == address);
}

TEST_CASE("an address of the other family than the header's is none") {
    auto neighbour = add_neighbour({.address = ip("10.0.0.1"), .interface = interface(2)});
    neighbour.bytes[NLMSG_HDRLEN] = AF_INET6;
    CHECK(!parse_neighbour(message_of(neighbour)));
    auto address = add_address({.address = support::prefix("10.0.0.1/24"), .interface = interface(2)});
    address.bytes[NLMSG_HDRLEN] = AF_INET6;
    CHECK(!parse_address(message_of(address)));
    auto route = add_route({.destination = support::prefix("10.0.0.0/8"), .gateway = ip("10.0.0.9")});
    route.bytes[NLMSG_HDRLEN] = AF_INET6;
    CHECK(parse_route(message_of(route)) == Route{.destination = base::Prefix6{.address = {}, .length = 8}});
}

TEST_CASE("each kind of tunnel is a kind of link of its own, and reads back equal") {
    const Tunnel over4{.name = "t", .local = ip("10.0.0.1"), .remote = ip("10.0.0.2"), .mtu = 1476};
    const Tunnel over6{.name = "t",
                       .local = support::ip6("2001:db8::1"),
                       .remote = support::ip6("2001:db8::2"),
                       .mtu = 1456};
    const auto check = [](Tunnel tunnel, const char* kind, const char* module) {
        const auto link = parse_link(message_of(add_tunnel(tunnel)));
        CHECK(link->kind == kind);
        CHECK(link->tunnel == tunnel);
        CHECK(module_of(tunnel) == module);
    };
    for (auto keyed : {over4, over6}) {
        keyed.input_key = keyed.output_key = 0x6d616764;
        check(keyed, keyed.local == over4.local ? "gre" : "ip6gre",
              keyed.local == over4.local ? "ip_gre" : "ip6_gre");
    }
    check(over4, "gre", "ip_gre");
    check(over6, "ip6gre", "ip6_gre");
    for (auto bare : {over4, over6}) {
        bare.kind = TunnelKind::ip;
        check(bare, bare.local == over4.local ? "sit" : "ip6tnl",
              bare.local == over4.local ? "sit" : "ip6_tunnel");
    }
}

TEST_CASE("requests say in words what they ask for") {
    CHECK(
        add_tunnel({.name = "t", .local = ip("10.0.0.1"), .remote = ip("10.0.0.2"), .fou_port = 5436}).what ==
        "add tunnel t from 10.0.0.1 to 10.0.0.2 in UDP port 5436");
    CHECK(remove_link("t").what == "remove interface t");
    CHECK(remove_route({.table = 5301,
                        .destination = support::prefix("192.168.5.44/32"),
                        .out = interface(7),
                        .gateway = ip("10.0.0.1")})
              .what == "remove route 192.168.5.44/32 via 10.0.0.1 dev 7 table 5301");
    CHECK(
        add_rule({.priority = 5300, .table = 5301, .mark = 0x10000, .mask = 0xff0000, .input_interface = {}})
            .what == "add rule 5300: fwmark 0x10000/0xff0000 table 5301");
    CHECK(add_rule({.priority = 5300, .table = 5301, .input_interface = "wlan0"}).what ==
          "add rule 5300: iif wlan0 table 5301");
    CHECK(replace_neighbour({.address = ip("192.168.5.44"),
                             .interface = interface(3),
                             .mac = support::mac("00:23:c2:db:29:2d")})
              .what == "replace neighbour 192.168.5.44 at 00:23:c2:db:29:2d on interface 3");
    CHECK(add_address({.address = support::prefix("192.168.5.1/24"), .interface = interface(3)}).what ==
          "add address 192.168.5.1/24 on interface 3");
    CHECK(add_rule({.family = base::Family::ipv6,
                    .action = RuleAction::blackhole,
                    .priority = 5300,
                    .input_interface = "mag-LMA1"})
              .what == "add IPv6 rule 5300: iif mag-LMA1 blackhole");
    CHECK(add_tunnel({.name = "t", .kind = TunnelKind::ip, .local = ip("10.0.0.1"), .remote = ip("10.0.0.2")})
              .what == "add IP tunnel t from 10.0.0.1 to 10.0.0.2");
    CHECK(add_fou_port({.number = 30}, {.port = 5436}).what == "add FOU port 5436 for IP protocol 47");
}

TEST_CASE("a FOU port's request says its port big-endian, for IPv4, without another encapsulation") {
    CHECK(add_fou_port({.number = 30}, {.port = 5436}).bytes ==
          support::octets(
              "34000000 1e00 0000 00000000 00000000 01 01 0000"
              "0600 0100 153c 0000  0500 0200 02 000000  0500 0300 2f 000000  0500 0400 01 000000"));
}

TEST_CASE("the IPv4 settings of a link are places of an array") {
    const auto link = parse_link(message_of(listed_link(IPV4_DEVCONF_MAX)));
    REQUIRE(link);
    CHECK(link->name == "wlan0");
    CHECK(link->index == interface(4));
    CHECK(link->type == 1);
    CHECK(!link->up);
    CHECK(link->ipv4 == Ipv4Conf{.forwarding = true, .rp_filter = IPV4_DEVCONF_RP_FILTER});
}

TEST_CASE("an array of settings that is too short reads as zeros") {
    CHECK(parse_link(message_of(listed_link(1)))->ipv4 == Ipv4Conf{.forwarding = true, .rp_filter = 0});
    CHECK(parse_link(message_of(listed_link(0)))->ipv4 == Ipv4Conf{});
}

TEST_CASE("a setting goes out under its own number") {
    const std::array<Ipv4Setting, 2> settings{{{IPV4_DEVCONF_FORWARDING, 1}, {IPV4_DEVCONF_RP_FILTER, 0}}};
    const auto request = set_ipv4_conf(interface(4), settings);
    CHECK(request.bytes == support::octets("3c000000 1300 0000 00000000 00000000"
                                           "00 00 0000 04000000 00000000 00000000"
                                           "1c00 1a80 1800 0280 1400 0180"
                                           "0800 0100 01000000 0800 0800 00000000"));
}

TEST_CASE("a proxy delay is 64 bits of milliseconds, for one interface of the ARP table") {
    CHECK(set_proxy_delay(interface(4), base::Family::ipv4, std::chrono::milliseconds(800)).bytes ==
          support::octets("3c000000 4300 0000 00000000 00000000 02 00 0000"
                          "0e00 0100 6172705f636163686500 0000"
                          "1800 0680 0800 0100 04000000 0c00 0d00 2003000000000000"));
}

TEST_CASE("a link-layer address that is no EUI-48 is no MAC address") {
    const auto request = make_request<LinkBody>(RTM_NEWLINK, 0, "", {}, [](Attributes<LinkBody>& body) {
        body.put<Hardware>(base::Bytes{10, 0, 0, 1});
    });
    CHECK(parse_link(message_of(request))->mac == base::MacAddress{});
}

TEST_CASE("routes with several next hops, of the cache and of other families are left out") {
    CHECK(parse_route(message_of(listed_route(route_header(AF_INET)))));
    CHECK(!parse_route(message_of(listed_route(route_header(AF_INET), base::Bytes(16)))));
    CHECK(!parse_route(message_of(listed_route(route_header(AF_INET, 0, RTM_F_CLONED)))));
    CHECK(parse_route(message_of(listed_route(route_header(AF_INET6))))->destination ==
          base::Prefix6{.address = {}, .length = 0});
    CHECK(!parse_route(message_of(listed_route(route_header(AF_BRIDGE)))));
}

TEST_CASE("a prefix longer than an address is none") {
    auto header = route_header(AF_INET);
    header.rtm_dst_len = 33;
    CHECK(!parse_route(message_of(listed_route(header))));
    auto address = add_address({.address = support::prefix("10.0.0.1/24"), .interface = interface(2)});
    address.bytes[NLMSG_HDRLEN + 1] = 33;
    CHECK(!parse_address(message_of(address)));
}

TEST_CASE("a small table's number may be in the header alone") {
    CHECK(parse_route(message_of(listed_route(route_header(AF_INET, 200))))->table == 200);
}

TEST_CASE("learnt neighbours are left out") {
    auto request = add_neighbour({.address = ip("10.0.0.1"), .interface = interface(2)});
    ndmsg header{};
    std::memcpy(&header, request.bytes.data() + NLMSG_HDRLEN, sizeof header);
    CHECK(header.ndm_state == NUD_PERMANENT);
    header.ndm_state = NUD_REACHABLE;
    std::memcpy(request.bytes.data() + NLMSG_HDRLEN, &header, sizeof header);
    CHECK(!parse_neighbour(message_of(request)));
}

TEST_CASE("rules that do something else than look into a table are left out") {
    auto request = add_rule({.priority = 1, .table = 2, .input_interface = {}});
    request.bytes[NLMSG_HDRLEN + 7] = FR_ACT_UNREACHABLE;
    CHECK(!parse_rule(message_of(request)));
}

TEST_CASE("each reader takes its own messages alone, and none too short") {
    const auto other = message_of(add_rule({.priority = 1, .table = 2, .input_interface = {}}));
    CHECK(!parse_link(other));
    CHECK(!parse_route(other));
    CHECK(!parse_address(other));
    CHECK(!parse_neighbour(other));
    CHECK(!parse_link({.type = RTM_NEWLINK, .payload = {}}));
    CHECK(!parse_route({.type = RTM_NEWROUTE, .payload = {}}));
    CHECK(!parse_rule({.type = RTM_NEWRULE, .payload = {}}));
    CHECK(!parse_address({.type = RTM_NEWADDR, .payload = {}}));
    CHECK(!parse_neighbour({.type = RTM_NEWNEIGH, .payload = {}}));
    CHECK(!parse_fou_port({}));
}

} // namespace parse_test
