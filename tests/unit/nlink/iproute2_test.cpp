/// The requests that iproute2 6.1 sends for the same wish, recorded: ours must say the same,
/// attribute by attribute, in whatever order; and what we read in theirs must be the wish.
#include <doctest/doctest.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace iproute2_test {

using namespace nlink;
using support::interface, support::ip, support::octets;

namespace {

/// ip link add maglma mtu 1464 type gre local 10.106.35.111 remote 10.106.37.40
///     ikey 999 okey 999 ttl 64 pmtudisc encap fou encap-sport 5436 encap-dport 5436 noencap-csum
constexpr auto fou_tunnel = "b4 00 00 00 10 00 05 06 70 f5 04 6b 00 00 00 00"
                            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                            "08 00 04 00 b8 05 00 00 0b 00 03 00 6d 61 67 6c"
                            "6d 61 00 00 80 00 12 00 07 00 01 00 67 72 65 00"
                            "74 00 02 00 08 00 04 00 00 00 03 e7 08 00 05 00"
                            "00 00 03 e7 06 00 02 00 20 00 00 00 06 00 03 00"
                            "20 00 00 00 08 00 06 00 0a 6a 23 6f 08 00 07 00"
                            "0a 6a 25 28 05 00 0a 00 01 00 00 00 05 00 09 00"
                            "00 00 00 00 05 00 08 00 40 00 00 00 08 00 14 00"
                            "00 00 00 00 06 00 0e 00 01 00 00 00 06 00 0f 00"
                            "00 00 00 00 06 00 10 00 15 3c 00 00 06 00 11 00"
                            "15 3c 00 00";
/// ip link add plain type gre local 10.106.35.111 remote 10.106.37.40 okey 100
constexpr auto plain_tunnel = "ac 00 00 00 10 00 05 06 70 f5 04 6b 00 00 00 00"
                              "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                              "0a 00 03 00 70 6c 61 69 6e 00 00 00 80 00 12 00"
                              "07 00 01 00 67 72 65 00 74 00 02 00 08 00 04 00"
                              "00 00 00 00 08 00 05 00 00 00 00 64 06 00 02 00"
                              "00 00 00 00 06 00 03 00 20 00 00 00 08 00 06 00"
                              "0a 6a 23 6f 08 00 07 00 0a 6a 25 28 05 00 0a 00"
                              "01 00 00 00 05 00 09 00 00 00 00 00 05 00 08 00"
                              "00 00 00 00 08 00 14 00 00 00 00 00 06 00 0e 00"
                              "00 00 00 00 06 00 0f 00 00 00 00 00 06 00 10 00"
                              "00 00 00 00 06 00 11 00 00 00 00 00";
/// ip route add 192.168.5.44/32 dev lo table 5301 proto 99 scope link
constexpr auto route = "34 00 00 00 18 00 05 06 71 f5 04 6b 00 00 00 00"
                       "02 20 00 00 00 63 fd 01 00 00 00 00 08 00 01 00"
                       "c0 a8 05 2c 08 00 0f 00 b5 14 00 00 08 00 04 00"
                       "01 00 00 00";
/// ip rule add pref 5300 fwmark 0x10000/0xff0000 iif lo table 5301 protocol 99
constexpr auto rule = "4c 00 00 00 20 00 05 06 71 f5 04 6b 00 00 00 00"
                      "02 00 00 00 00 00 00 01 00 00 00 00 08 00 06 00"
                      "b4 14 00 00 08 00 0a 00 00 00 01 00 08 00 10 00"
                      "00 00 ff 00 07 00 03 00 6c 6f 00 00 08 00 0f 00"
                      "b5 14 00 00 05 00 15 00 63 00 00 00";
/// ip neigh add 192.168.5.44 lladdr 00:23:c2:db:29:2d dev lo nud permanent protocol 99
constexpr auto neighbour = "38 00 00 00 1c 00 05 06 72 f5 04 6b 00 00 00 00"
                           "02 00 00 00 01 00 00 00 80 00 00 00 05 00 0c 00"
                           "63 00 00 00 08 00 01 00 c0 a8 05 2c 0a 00 02 00"
                           "00 23 c2 db 29 2d 00 00";
/// ip neigh add proxy 192.168.5.1 dev lo protocol 99
constexpr auto proxy = "2c 00 00 00 1c 00 05 06 72 f5 04 6b 00 00 00 00"
                       "02 00 00 00 01 00 00 00 80 00 08 00 05 00 0c 00"
                       "63 00 00 00 08 00 01 00 c0 a8 05 01";
/// ip addr add 192.168.5.1/24 dev lo
constexpr auto address = "28 00 00 00 14 00 05 06 71 f5 04 6b 00 00 00 00"
                         "02 18 00 00 01 00 00 00 08 00 02 00 c0 a8 05 01"
                         "08 00 01 00 c0 a8 05 01";

/// Where an attribute is: its number behind those of the nests around it.
using Path = std::vector<std::uint16_t>;
using Found = std::map<Path, base::Bytes>;

const std::set<Path> nests{{IFLA_LINKINFO}, {IFLA_LINKINFO, IFLA_INFO_DATA}};

void collect(base::ByteView left, const Path& place, const std::set<Path>& nested, Found& into) {
    while (const auto raw = next_attribute(left)) {
        auto path = place;
        path.push_back(raw->number);
        // Text may or may not carry its NUL: the kernel takes both as the same.
        const bool text = path == Path{IFLA_LINKINFO, IFLA_INFO_KIND};
        if (text && !raw->content.empty() && raw->content.back() == 0)
            into[path] = {raw->content.begin(), raw->content.end() - 1};
        else if (nested.contains(path))
            collect(raw->content, path, nested, into);
        else
            into[path] = {raw->content.begin(), raw->content.end()};
    }
}

Found attributes(const Message& message, std::size_t header, const std::set<Path>& nested = {}) {
    Found all;
    collect(message.payload.subspan(header), {}, nested, all);
    return all;
}

/// The netlink type, its flags (ours without the two a Socket adds) and the family's header.
void check_same_head(const Message& ours, const Message& theirs, std::size_t header) {
    CHECK(ours.type == theirs.type);
    CHECK((ours.flags | NLM_F_REQUEST | NLM_F_ACK) == theirs.flags);
    CHECK(std::ranges::equal(ours.payload.first(header), theirs.payload.first(header)));
}

void check_same(const Request& request, const char* recorded, std::size_t header) {
    const auto theirs = octets(recorded);
    check_same_head(support::message_of(request), support::message_of(theirs), header);
    CHECK(attributes(support::message_of(request), header) ==
          attributes(support::message_of(theirs), header));
}

/// For tunnels: iproute2 says some defaults aloud, which are all 0.
void check_within(const Request& request, const char* recorded) {
    const auto theirs = octets(recorded);
    check_same_head(support::message_of(request), support::message_of(theirs), sizeof(ifinfomsg));
    const auto ours = attributes(support::message_of(request), sizeof(ifinfomsg), nests);
    for (const auto& [path, content] : attributes(support::message_of(theirs), sizeof(ifinfomsg), nests)) {
        const auto found = ours.find(path);
        if (found == ours.end())
            CHECK_MESSAGE(content == base::Bytes(content.size()), "attribute ", path.back());
        else
            CHECK_MESSAGE(found->second == content, "attribute ", path.back());
    }
    const auto said = attributes(support::message_of(theirs), sizeof(ifinfomsg), nests);
    for (const auto& [path, content] : ours) CHECK_MESSAGE(said.contains(path), "attribute ", path.back());
}

const Tunnel wanted_fou{.name = "maglma",
                        .local = ip("10.106.35.111"),
                        .remote = ip("10.106.37.40"),
                        .input_key = 999,
                        .output_key = 999,
                        .fou_port = 5436,
                        .mtu = 1464};
const Route wanted_route{.table = 5301,
                         .destination = support::prefix("192.168.5.44/32"),
                         .out = interface(1),
                         .gateway = {},
                         .protocol = 99};
const Rule wanted_rule{.priority = 5300,
                       .table = 5301,
                       .mark = 0x10000,
                       .mask = 0xff0000,
                       .input_interface = "lo",
                       .protocol = 99};
const Neighbour wanted_neighbour{.address = ip("192.168.5.44"),
                                 .interface = interface(1),
                                 .mac = support::mac("00:23:c2:db:29:2d"),
                                 .proxy = false,
                                 .protocol = 99};
const Neighbour wanted_proxy{
    .address = ip("192.168.5.1"), .interface = interface(1), .mac = {}, .proxy = true, .protocol = 99};
const InterfaceAddress wanted_address{.address = support::prefix("192.168.5.1/24"),
                                      .interface = interface(1)};

} // namespace

TEST_CASE("our requests say what iproute2's say") {
    check_within(add_tunnel(wanted_fou), fou_tunnel);
    check_same(add_route(wanted_route), route, sizeof(rtmsg));
    check_same(add_rule(wanted_rule), rule, 12);
    check_same(add_neighbour(wanted_neighbour), neighbour, sizeof(ndmsg));
    check_same(add_neighbour(wanted_proxy), proxy, sizeof(ndmsg));
    check_same(add_address(wanted_address), address, sizeof(ifaddrmsg));
}

TEST_CASE("we read in iproute2's requests what was asked of it") {
    CHECK(parse_link(support::message_of(octets(fou_tunnel)))->tunnel == wanted_fou);
    CHECK(parse_route(support::message_of(octets(route))) == wanted_route);
    CHECK(parse_rule(support::message_of(octets(rule))) == wanted_rule);
    CHECK(parse_neighbour(support::message_of(octets(neighbour))) == wanted_neighbour);
    CHECK(parse_neighbour(support::message_of(octets(proxy))) == wanted_proxy);
    CHECK(parse_address(support::message_of(octets(address))) == wanted_address);
}

TEST_CASE("a tunnel with one key and without UDP") {
    const auto link = parse_link(support::message_of(octets(plain_tunnel)));
    REQUIRE(link);
    REQUIRE(link->tunnel);
    CHECK(link->kind == "gre");
    CHECK(!link->up);
    CHECK(link->tunnel->output_key == 100);
    CHECK(!link->tunnel->input_key);
    CHECK(!link->tunnel->fou_port);
}

} // namespace iproute2_test
