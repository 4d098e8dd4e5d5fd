/// What an operator reads of an object that the kernel refuses.
#include <doctest/doctest.h>

#include "magd/kernel/route_steps.hpp"
#include "tests/unit/kernel/example.hpp"

namespace route_steps_test {

using namespace magd::kernel;
using namespace example;

namespace {

Interfaces interfaces(const std::vector<std::string>& names) {
    std::vector<nlink::Link> links;
    for (const auto& name : names) {
        auto& link = links.emplace_back();
        link.index = static_cast<base::IfIndex>(40 + links.size());
        link.name = name;
    }
    Interfaces known;
    known.list(links);
    return known;
}

std::string made(const Plan& plan, const Interfaces& known = interfaces({"wlan0", "mag-LMA1"})) {
    std::string told;
    for (const auto& step : creation_steps(plan, known)) told += step.request.what + '\n';
    return told;
}

KernelState of_client() { return footprint(site(pmip::Encapsulation::gre_udp), dual_client()); }

} // namespace

TEST_CASE("a client's entries name its interface") {
    CHECK(made({.create = of_client()}) ==
          "add neighbour 192.168.5.44 dev wlan0 lladdr 00:23:c2:db:29:2d\n"
          "add neighbour fe80::223:c2ff:fedb:292d dev wlan0 lladdr 00:23:c2:db:29:2d\n"
          "add route 192.168.5.44/32 dev wlan0 table 5215\n"
          "add route 2001:db8:1::/64 via fe80::223:c2ff:fedb:292d dev wlan0 table 5215\n");
}

TEST_CASE("an interface that is not there is named, too") {
    CHECK(made({.create = of_client()}, interfaces({})) == made({.create = of_client()}));
}

TEST_CASE("settings of interfaces are named one by one") {
    KernelState state;
    state.interfaces[{InterfaceName("mag-LMA1")}] = {.ipv6_router = true};
    state.addresses[{wlan0, {prefix, 64}}] = {};
    state.neighbours[{wlan0, router, true}] = {};
    CHECK(made({.create = state}) == "set IPv4 settings of mag-LMA1\n"
                                     "set the IPv4 neighbour proxy delay of mag-LMA1\n"
                                     "set the IPv6 neighbour proxy delay of mag-LMA1\n"
                                     "keep mag-LMA1 without an IPv6 address\n"
                                     "set up mag-LMA1\n"
                                     "add address 2001:db8:1::/64 dev wlan0\n"
                                     "add proxy neighbour 192.168.5.1 dev wlan0\n");
}

TEST_CASE("what is replaced and what goes is named likewise") {
    const auto state = footprint(site(), client());
    CHECK(made({.replace = state, .replaced = state}) ==
          "replace neighbour 192.168.5.44 dev wlan0 lladdr 00:23:c2:db:29:2d\n"
          "replace route 192.168.5.44/32 dev wlan0 table 5215\n");
    std::string gone;
    for (const auto& request : removals({.remove = state}, interfaces({"wlan0"})))
        gone += request.what + '\n';
    CHECK(gone == "remove neighbour 192.168.5.44 dev wlan0 lladdr 00:23:c2:db:29:2d\n"
                  "remove route 192.168.5.44/32 dev wlan0 table 5215\n");
}

TEST_CASE("neighbours and addresses of an interface that has gone went with it") {
    KernelState state;
    state.neighbours[{wlan0, home, false}] = {mac};
    state.neighbours[{wlan0, router, true}] = {};
    state.addresses[{wlan0, gateway_address}] = {};
    CHECK(removals({.remove = state}, interfaces({"wlan0"})).size() == 3);
    CHECK(removals({.remove = state}, interfaces({"wlan1"})).empty());
}

} // namespace route_steps_test
