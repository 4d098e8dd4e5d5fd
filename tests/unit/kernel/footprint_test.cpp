#include <doctest/doctest.h>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/footprint.hpp"
#include "tests/unit/kernel/example.hpp"

namespace footprint_test {

using namespace magd::kernel;
using namespace example;

TEST_CASE("the fixed part depends on LMAs and access interfaces only") {
    const auto state = fixed_footprint(site());

    CHECK(state.fou_ports.contains({5436}));
    REQUIRE(state.tunnels.contains({InterfaceName("mag-LMA1")}));
    CHECK(state.tunnels.at({InterfaceName("mag-LMA1")}) ==
          Tunnel{.local = mag, .remote = lma1, .key = placeholder_key, .port = 5436, .mtu = 1464});
    CHECK(state.tunnels.size() == 2);
    CHECK(state.interfaces.size() == 3);
    CHECK(state.rules.size() == 7);
    CHECK(state.routes.size() == 3);
    CHECK(state.neighbours.empty());
    CHECK(state.uplink.empty());
}

TEST_CASE("each path has a mark under the mask and two tables of its own") {
    auto at = site();
    at.mark_mask = 0xff00;
    CHECK(mark_of(at, 1) == 0x100);
    CHECK(mark_of(at, 2) == 0x200);
    CHECK(uplink_table(at, 1) == 5214);
    CHECK(downlink_table(at, 1) == 5215);
    CHECK(uplink_table(at, 2) == 5216);
    CHECK(fixed_footprint(at).rules.contains({base::Family::ipv4, 5215, 0x200, 0xff00, {}, 5216}));
}

TEST_CASE("a client is entries only: one route, one neighbour, three map elements") {
    const auto state = footprint(site(), client());

    CHECK(state.routes == std::map<RouteKey, Route>{{{5215, base::Prefix4{home, 32}}, {wlan0}}});
    CHECK(state.neighbours == std::map<NeighbourKey, Neighbour>{{{wlan0, home, false}, {mac}}});
    CHECK(state.downlink == std::map<DownlinkKey, Downlink>{{{1, 1, home}, {wlan0}}});
    CHECK(state.uplink_keys == std::map<UplinkGreKey, GreKeyValue>{{{1, home}, {100}}});
    CHECK(state.uplink == std::map<UplinkKey, Uplink>{{{wlan0, mac, home}, {1}}});
    CHECK(state.tunnels.empty());
    CHECK(state.rules.empty());
    CHECK(state.ruleset.empty());
}

TEST_CASE("the same home address from two LMAs on two access interfaces shares no key") {
    auto other = client();
    other.path = 2;
    other.access = InterfaceName("wlan1");
    const auto both = merged(footprint(site(), client()), footprint(site(), other));
    CHECK(both.routes.size() == 2);
    CHECK(both.neighbours.size() == 2);
    CHECK(both.downlink.size() == 2);
    CHECK(both.uplink_keys.size() == 2);
    CHECK(both.uplink.size() == 2);
}

TEST_CASE("an IPv6 client is one route by its link-local address, one neighbour, three map elements") {
    auto only = dual_client();
    only.ipv4.reset();
    const auto state = footprint(site(pmip::Encapsulation::gre, true), only);
    const auto next_hop = *base::parse_ipv6("fe80::223:c2ff:fedb:292d");

    CHECK(state.routes == std::map<RouteKey, Route>{{{5215, base::Prefix6{prefix, 64}}, {wlan0, next_hop}}});
    CHECK(state.neighbours == std::map<NeighbourKey, Neighbour>{{{wlan0, next_hop, false}, {mac}}});
    CHECK(state.downlink == std::map<DownlinkKey, Downlink>{{{1, 1, prefix}, {wlan0, next_hop}}});
    CHECK(state.uplink_keys == std::map<UplinkGreKey, GreKeyValue>{{{1, prefix}, {100}}});
    CHECK(state.uplink == std::map<UplinkKey, Uplink>{{{wlan0, mac, prefix}, {1}}});
}

TEST_CASE("both sessions of a client are the sum of each, and several prefixes share the neighbour") {
    auto many = dual_client();
    auto second = prefix;
    second.octets[7] = 7;
    many.ipv6->home_prefixes.push_back({second, 64});
    const auto state = footprint(site(pmip::Encapsulation::gre_udp), many);
    CHECK(state.routes.size() == 3);
    CHECK(state.neighbours.size() == 2);
    CHECK(state.uplink.size() == 3);
    CHECK(state.uplink_keys.size() == 3);
    CHECK(state.downlink.size() == 3);
}

TEST_CASE("a prefix with host bits is known by its network bits") {
    auto given = dual_client();
    given.ipv6->home_prefixes.front().address.octets[15] = 9;
    CHECK(footprint(site(pmip::Encapsulation::gre), given) ==
          footprint(site(pmip::Encapsulation::gre), dual_client()));
}

TEST_CASE("clients of unkeyed paths have two map elements for each family") {
    for (const auto encapsulation :
         {pmip::Encapsulation::gre_unkeyed, pmip::Encapsulation::ip, pmip::Encapsulation::device}) {
        auto client = dual_client();
        client.downlink_key = client.uplink_key = 0;
        const auto state = footprint(site(encapsulation), client);
        CHECK(state.uplink.size() == 2);
        CHECK(state.routes.size() == 2);
        CHECK(state.uplink_keys.empty());
        CHECK(state.downlink == std::map<DownlinkKey, Downlink>{
                                    {{1, 0, home}, {wlan0}}, {{1, 0, prefix}, {wlan0, link_local_of(mac)}}});
    }
}

TEST_CASE("each encapsulation has its tunnel, with what it takes of the path MTU") {
    using pmip::Encapsulation;
    const auto tunnel = [](Encapsulation encapsulation, bool over_ipv6 = false) {
        return fixed_footprint(site(encapsulation, over_ipv6)).tunnels.at({InterfaceName("mag-LMA1")});
    };
    const auto key = placeholder_key, plain = plain_placeholder_key;
    CHECK(tunnel(Encapsulation::gre_udp) ==
          Tunnel{.local = mag, .remote = lma1, .key = key, .port = 5436, .mtu = 1464});
    CHECK(tunnel(Encapsulation::gre) ==
          Tunnel{.local = mag, .remote = lma1, .key = plain, .port = {}, .mtu = 1472});
    CHECK(tunnel(Encapsulation::gre, true) ==
          Tunnel{.local = mag6, .remote = lma6, .key = plain, .port = {}, .mtu = 1452});
    CHECK(tunnel(Encapsulation::gre_unkeyed) ==
          Tunnel{.local = mag, .remote = lma1, .key = {}, .port = {}, .mtu = 1476});
    CHECK(tunnel(Encapsulation::gre_unkeyed, true) ==
          Tunnel{.local = mag6, .remote = lma6, .key = {}, .port = {}, .mtu = 1456});
    CHECK(tunnel(Encapsulation::ip) ==
          Tunnel{.gre = false, .local = mag, .remote = lma1, .key = {}, .port = {}, .mtu = 1480});
    CHECK(tunnel(Encapsulation::ip, true) ==
          Tunnel{.gre = false, .local = mag6, .remote = lma6, .key = {}, .port = {}, .mtu = 1460});
}

TEST_CASE("an operator's own tunnel is used, not made, and what is not a client's goes on") {
    const auto state = fixed_footprint(site(pmip::Encapsulation::device));
    const InterfaceName device("wg0");
    CHECK(state.tunnels.empty());
    CHECK(state.fou_ports.empty());
    CHECK(state.interfaces.contains({device}));
    CHECK(state.rules.contains({base::Family::ipv6, 5213, 0, 0, device, 5215}));
    CHECK_FALSE(state.rules.contains({base::Family::ipv4, 5214, 0, 0, device, 0}));
}

TEST_CASE("what leaves an unkeyed tunnel of ours for no client is dropped; keyed ones let nothing through") {
    const RuleKey stray{base::Family::ipv6, 5214, 0, 0, InterfaceName("mag-LMA1"), 0};
    CHECK(fixed_footprint(site(pmip::Encapsulation::gre_unkeyed)).rules.contains(stray));
    CHECK(fixed_footprint(site(pmip::Encapsulation::ip)).rules.contains(stray));
    CHECK_FALSE(fixed_footprint(site(pmip::Encapsulation::gre)).rules.contains(stray));
}

TEST_CASE("IPv6 objects are there only if clients may have IPv6") {
    auto with = site();
    with.ipv6 = true;
    CHECK(fixed_footprint(site()).addresses.empty());
    CHECK_FALSE(fixed_footprint(site()).interfaces.at({wlan0}).ipv6_router);

    const auto state = fixed_footprint(with);
    CHECK(base::to_string(gateway_address) == "fe80::200:5eff:fe00:5213/64");
    CHECK(state.addresses == std::map<AddressKey, Address>{{{wlan0, gateway_address}, {}}});
    CHECK(state.interfaces.at({wlan0}).ipv6_router);
    CHECK(state.rules.size() == 13);
    CHECK(state.routes.size() == 5);
}

TEST_CASE("the kernel answers for a client's routers, but for the address that is its own") {
    auto both = client();
    CHECK(gateways_of(both) == std::vector<Gateway>{{wlan0, router}});
    both.ipv6 = pmip::Ipv6Session{.home_prefixes = {}};
    CHECK(gateways_of(both) == std::vector<Gateway>{{wlan0, router}});
    const base::Ipv6 from_lma{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    both.ipv6->link_local = from_lma;
    CHECK(gateways_of(both) == std::vector<Gateway>{{wlan0, router}, {wlan0, from_lma}});
    CHECK(gateway_footprint({wlan0, from_lma}).neighbours.contains({wlan0, from_lma, true}));
}

TEST_CASE("an accepted binding becomes what the kernel carries") {
    pmip::Binding binding;
    binding.profile.mac = mac;
    binding.lma = "LMA2";
    binding.profile.access_name = "wlan0";
    binding.ipv4 = pmip::Ipv4Session{.home_address = {home, 24}, .default_router = router};
    binding.downlink_key = 1;
    binding.uplink_key = 100;

    auto expected = client();
    expected.path = 2;
    CHECK(carried(site(), binding) == expected);
}

TEST_CASE("a binding's path is its LMA and its encapsulation; without keys there are none to carry") {
    auto at = site();
    at.paths.push_back(at.paths.front());
    at.paths.back().encapsulation = pmip::Encapsulation::gre_unkeyed;
    pmip::Binding binding;
    binding.profile.mac = mac;
    binding.profile.access_name = "wlan0";
    binding.lma = "LMA1";
    binding.encapsulation = pmip::Encapsulation::gre_unkeyed;
    binding.ipv6 = pmip::Ipv6Session{.home_prefixes = {{prefix, 64}}};
    binding.downlink_key = 1;

    auto expected = dual_client();
    expected.path = 3;
    expected.ipv4.reset();
    expected.downlink_key = expected.uplink_key = 0;
    CHECK(carried(at, binding) == expected);
}

TEST_CASE("diff: nothing to do between equal states") {
    const auto state = fixed_footprint(site());
    CHECK(empty(diff(state, state)));
    CHECK_FALSE(empty(diff({}, state)));
}

TEST_CASE("diff: a changed value is replaced, in place") {
    auto moved = client();
    moved.uplink_key = 101;
    const auto plan = diff(footprint(site(), client()), footprint(site(), moved));
    CHECK(empty(plan.create));
    CHECK(empty(plan.remove));
    KernelState expected;
    expected.uplink_keys[{1, home}] = {101};
    CHECK(plan.replace == expected);
    expected.uplink_keys[{1, home}] = {100};
    CHECK(plan.replaced == expected);
}

TEST_CASE("diff: a moved client changes only what names its interface") {
    auto moved = client();
    moved.access = InterfaceName("wlan1");
    const auto plan = diff(footprint(site(), client()), footprint(site(), moved));
    CHECK(plan.replace.routes.size() == 1);
    CHECK(plan.create.uplink.size() == 1);
    CHECK(plan.remove.uplink.size() == 1);
    CHECK(plan.create.downlink.empty());
    CHECK(plan.remove.downlink.empty());
}

TEST_CASE("diff: another fixed part leaves the entries of clients, or takes them along") {
    auto have = merged(fixed_footprint(site()), footprint(site(), client()));
    const auto want = have;
    auto& there = have.ruleset[{}];
    bool keeps = true;
    SUBCASE("of other rules") { there.site = "of an earlier version"; }
    SUBCASE("with more paths") { there.paths.emplace_back("mag-LMA9"); }
    SUBCASE("with fewer paths") { there.paths.pop_back(); }
    SUBCASE("with other paths") {
        there.paths.front() = "mag-LMA9";
        keeps = false;
    }
    SUBCASE("with maps of another form") {
        there.maps = "others";
        keeps = false;
    }
    SUBCASE("of nobody knows what") {
        there = {};
        keeps = false;
    }
    const auto plan = diff(have, want);
    CHECK(plan.replace.ruleset == want.ruleset);
    CHECK(makes_tables(plan) == !keeps);
    CHECK(plan.create.uplink == (keeps ? KernelState{} : want).uplink);
    CHECK(plan.create.downlink == (keeps ? KernelState{} : want).downlink);
    CHECK(plan.create.uplink_keys == (keeps ? KernelState{} : want).uplink_keys);
    CHECK(plan.create.routes.empty());
    CHECK(empty(plan.remove));
}

TEST_CASE("diff: a tunnel with other parameters takes its routes and settings along") {
    auto have = fixed_footprint(site());
    const auto want = have;
    const InterfaceName tunnel("mag-LMA1");
    have.tunnels.at({tunnel}).mtu = 1400;
    const auto plan = diff(have, want);
    CHECK(plan.replace.tunnels.size() == 1);
    CHECK(plan.create.interfaces.contains({tunnel}));
    CHECK(plan.create.routes.contains({5214, {base::Ipv4{}, 0}}));
    CHECK(plan.create.rules.empty());
    CHECK(empty(plan.remove));
}

TEST_CASE("a breakout adds a rule for what leaves and one for each path's answers, and no more") {
    auto at = site();
    at.breakout = "eth0";
    const auto plain = fixed_footprint(site());
    const auto state = fixed_footprint(at);
    const InterfaceName eth0("eth0");
    CHECK(state.rules.size() == plain.rules.size() + 3);
    CHECK(state.rules.contains({base::Family::ipv4, 5215, mark_of(at, 3), at.mark_mask, {}, 254}));
    CHECK(state.rules.contains({base::Family::ipv4, 5213, 0, 0, eth0, downlink_table(at, 1)}));
    CHECK(state.rules.contains({base::Family::ipv4, 5213, 0, 0, eth0, downlink_table(at, 2)}));
    CHECK_FALSE(state.interfaces.contains({eth0}));
    CHECK(state.ruleset != plain.ruleset);
}

TEST_CASE("local routing: marked packets look for the path's clients before its tunnel") {
    auto at = site();
    at.local_routing = true;
    const auto plain = fixed_footprint(site());
    const auto state = fixed_footprint(at);
    CHECK(state.rules.size() == plain.rules.size() + at.paths.size());
    for (std::uint32_t number = 1; number <= at.paths.size(); ++number)
        CHECK(state.rules.contains(
            {base::Family::ipv4, 5213, mark_of(at, number), at.mark_mask, {}, downlink_table(at, number)}));
    CHECK(state.ruleset != plain.ruleset);
    at.ipv6 = true;
    CHECK(fixed_footprint(at).rules.contains(
        {base::Family::ipv6, 5213, mark_of(at, 1), at.mark_mask, {}, downlink_table(at, 1)}));
}

TEST_CASE("what a path carries, and the name of its device, are part of the rules") {
    const auto rules_of = [](const Site& at) { return fixed_footprint(at).ruleset; };
    auto narrow = site(), renamed = site();
    narrow.paths[1].path_mtu = 1400;
    renamed.paths[0].device = "mag-LMA9";
    CHECK(rules_of(narrow) != rules_of(site()));
    CHECK(rules_of(renamed) != rules_of(site()));
}

} // namespace footprint_test
