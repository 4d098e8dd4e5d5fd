#include <doctest/doctest.h>

#include "magd/kernel/difference.hpp"
#include "tests/unit/kernel/example.hpp"

namespace difference_test {

using namespace magd::kernel;
using namespace example;

namespace {

std::string told(const Plan& plan) {
    std::string out;
    for (const auto& one : differences(plan)) out += std::string(name(one.kind)) + ' ' + one.object + '\n';
    return out;
}

} // namespace

TEST_CASE("nothing is told of a kernel that is as it should be") {
    CHECK(told(diff(fixed_footprint(site()), fixed_footprint(site()))).empty());
}

TEST_CASE("what a client lacks, in the words of ip and nft") {
    CHECK(told(diff({}, footprint(site(), client()))) ==
          "missing route 192.168.5.44/32 dev wlan0 table 5215\n"
          "missing neighbour 192.168.5.44 dev wlan0 lladdr 00:23:c2:db:29:2d\n"
          "missing element of map downlink: path 1, GRE key 1, to 192.168.5.44: wlan0\n"
          "missing element of map uplink_key: path 1, from 192.168.5.44: GRE key 100\n"
          "missing element of map uplink: 00:23:c2:db:29:2d behind wlan0, from 192.168.5.44: path 1\n");
}

TEST_CASE("what another value has, and what is left over") {
    const auto want = footprint(site(), client());
    auto have = want;
    have.uplink_keys.begin()->second.key = 7;
    have.routes[{5300, base::Prefix4{home, 32}}] = {wlan0};
    have.neighbours[{wlan0, router, true}] = {};
    CHECK(told(diff(have, want)) ==
          "different element of map uplink_key: path 1, from 192.168.5.44: GRE key 100\n"
          "unexpected route 192.168.5.44/32 dev wlan0 table 5300\n"
          "unexpected proxy neighbour 192.168.5.1 dev wlan0\n");
}

TEST_CASE("the fixed objects") {
    auto dual = site();
    dual.ipv6 = true;
    const auto text = told(diff({}, fixed_footprint(dual)));
    for (const auto* line :
         {"missing FOU port 5436\n", "missing tunnel mag-LMA1 from 10.106.35.111 to 10.106.37.40\n",
          "missing settings of wlan0: forwarding on, rp_filter off, IPv6 router yes\n",
          "missing address fe80::200:5eff:fe00:5213/64 dev wlan0\n",
          "missing rule IPv4 priority 5213 iif mag-LMA1 lookup 5215\n",
          "missing rule IPv6 priority 5215 fwmark 0x1/0xff lookup 5214\n",
          "missing nftables tables netdev magd and inet magd\n"}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
}

} // namespace difference_test
