#include <doctest/doctest.h>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/footprint.hpp"
#include "tests/unit/kernel/example.hpp"

using namespace magd::kernel;
using namespace example;

TEST_CASE("the fixed part depends on LMAs and access interfaces only") {
    const auto state = fixed_footprint(site());

    CHECK(state.fou_ports.contains({5436}));
    REQUIRE(state.tunnels.contains({InterfaceName("mag-LMA1")}));
    CHECK(state.tunnels.at({InterfaceName("mag-LMA1")}) ==
          Tunnel{.local = mag, .remote = lma1, .port = 5436, .mtu = 1464});
    CHECK(state.tunnels.size() == 2);
    CHECK(state.interfaces.size() == 3);
    CHECK(state.rules.size() == 7);
    CHECK(state.routes.size() == 3);
    CHECK(state.neighbours.empty());
    CHECK(state.uplink.empty());
}

TEST_CASE("each LMA has a mark under the mask and two tables of its own") {
    auto at = site();
    at.mark_mask = 0xff00;
    CHECK(mark_of(at, 1) == 0x100);
    CHECK(mark_of(at, 2) == 0x200);
    CHECK(uplink_table(at, 1) == 5214);
    CHECK(downlink_table(at, 1) == 5215);
    CHECK(uplink_table(at, 2) == 5216);
    CHECK(fixed_footprint(at).rules.contains({5214, 0x200, 0xff00, {}, 5216}));
}

TEST_CASE("a client is entries only: one route, one neighbour, three map elements") {
    const auto state = footprint(site(), client());

    CHECK(state.routes == std::map<RouteKey, Route>{{{5215, {home, 32}}, {wlan0}}});
    CHECK(state.neighbours == std::map<NeighbourKey, Neighbour>{{{wlan0, home, false}, {mac}}});
    CHECK(state.downlink == std::map<DownlinkKey, GreKeyValue>{{{lma1, 1, home}, {placeholder_key}}});
    CHECK(state.uplink_keys == std::map<UplinkGreKey, GreKeyValue>{{{lma1, home}, {100}}});
    CHECK(state.uplink == std::map<UplinkKey, Uplink>{{{wlan0, mac, home}, {1}}});
    CHECK(state.tunnels.empty());
    CHECK(state.rules.empty());
    CHECK(state.ruleset.empty());
}

TEST_CASE("the same home address from two LMAs on two access interfaces shares no key") {
    auto other = client();
    other.lma = 2;
    other.access = InterfaceName("wlan1");
    const auto both = merged(footprint(site(), client()), footprint(site(), other));
    CHECK(both.routes.size() == 2);
    CHECK(both.neighbours.size() == 2);
    CHECK(both.downlink.size() == 2);
    CHECK(both.uplink_keys.size() == 2);
    CHECK(both.uplink.size() == 2);
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
    expected.lma = 2;
    CHECK(carried(site(), binding) == expected);
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
    expected.uplink_keys[{lma1, home}] = {101};
    CHECK(plan.replace == expected);
    expected.uplink_keys[{lma1, home}] = {100};
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

TEST_CASE("diff: a table made from another configuration takes its elements along") {
    auto have = merged(fixed_footprint(site()), footprint(site(), client()));
    const auto want = have;
    have.ruleset[{}].fingerprint = "of an earlier version";
    const auto plan = diff(have, want);
    CHECK(plan.replace.ruleset == want.ruleset);
    CHECK(plan.create.uplink == want.uplink);
    CHECK(plan.create.downlink == want.downlink);
    CHECK(plan.create.uplink_keys == want.uplink_keys);
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
    CHECK(plan.create.routes.contains({5214, {{}, 0}}));
    CHECK(plan.create.rules.empty());
    CHECK(empty(plan.remove));
}
