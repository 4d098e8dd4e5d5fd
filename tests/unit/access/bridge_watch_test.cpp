#include <doctest/doctest.h>

#include "magd/access/bridge_watch.hpp"

namespace bridge_watch_test {

using namespace magd::access;

namespace {

constexpr base::IfIndex bridge{9}, other_bridge{10};
constexpr base::IfIndex port_1{4}, port_2{5};
const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}}, other{{2, 0, 0, 0, 0, 0xd}};
const Sightings present{{.mac = client}}, left{{.mac = client, .present = false}};

nlink::BridgeEntry at(base::IfIndex port, std::uint16_t vlan = 0) {
    return {.bridge = bridge, .port = port, .mac = client, .vlan = vlan, .learnt = true};
}
nlink::BridgeEntry of(const base::MacAddress& mac) {
    return {.bridge = bridge, .port = port_1, .mac = mac, .learnt = true};
}
nlink::BridgeEntry removed(nlink::BridgeEntry entry) {
    entry.removed = true;
    return entry;
}
nlink::BridgeEntry set(nlink::BridgeEntry entry) {
    entry.learnt = false;
    return entry;
}

Sightings list(BridgeWatch& watch, const std::vector<nlink::BridgeEntry>& entries) {
    return watch.listed(entries);
}

/// A watch that has the client behind the first port.
BridgeWatch having() {
    BridgeWatch watch({.bridge = bridge});
    CHECK(watch.heard(at(port_1)) == present);
    return watch;
}

} // namespace

TEST_CASE("a learnt address is present until its entry goes") {
    auto watch = having();
    CHECK(watch.heard(at(port_1)).empty());
    CHECK(watch.heard(removed(at(port_1))) == left);
    CHECK(watch.heard(removed(at(port_1))).empty());
}

TEST_CASE("a client that moves to another port has not left in between") {
    auto watch = having();
    CHECK(watch.heard(at(port_2)).empty());
    CHECK(watch.heard(removed(at(port_1))).empty());
    CHECK(watch.heard(removed(at(port_2))) == left);
}

TEST_CASE("on a bridge with VLANs, a client is there as long as one of them has it") {
    BridgeWatch watch({.bridge = bridge});
    CHECK(watch.heard(at(port_1, 10)) == present);
    CHECK(watch.heard(at(port_2, 20)).empty());
    CHECK(watch.heard(removed(at(port_1, 10))).empty());
    CHECK(watch.heard(removed(at(port_2, 20))) == left);
}

TEST_CASE("for an interface for one VLAN, entries of others do not count") {
    BridgeWatch watch({.bridge = bridge, .vlan = 20});
    CHECK(watch.heard(at(port_1)).empty());
    CHECK(watch.heard(at(port_1, 10)).empty());
    CHECK(watch.heard(at(port_1, 20)) == present);
    CHECK(watch.heard(removed(at(port_1, 10))).empty());
    CHECK(list(watch, {at(port_1, 10)}) == left);
}

TEST_CASE("entries of another bridge do not count") {
    auto watch = having();
    auto elsewhere = of(other);
    elsewhere.bridge = other_bridge;
    CHECK(watch.heard(elsewhere).empty());
    elsewhere.mac = client;
    elsewhere.removed = true;
    CHECK(watch.heard(elsewhere).empty());
    elsewhere.removed = false;
    CHECK(list(watch, {elsewhere}) == left);
}

TEST_CASE("settings are no clients") {
    BridgeWatch watch({.bridge = bridge});
    CHECK(watch.heard(set(at(port_1))).empty());
    CHECK(watch.heard(removed(set(at(port_1)))).empty());
    CHECK(list(watch, {set(at(port_1))}).empty());
}

TEST_CASE("a setting in the place of what was learnt says nothing of the client") {
    auto watch = having();
    CHECK(watch.heard(set(at(port_2))) == left);
    CHECK(watch.heard(removed(set(at(port_2)))).empty());
}

TEST_CASE("a group's address and none are nobody's") {
    BridgeWatch watch({.bridge = bridge});
    CHECK(watch.heard(of({{0x01, 0, 0x5e, 0, 0, 1}})).empty());
    CHECK(watch.heard(of({})).empty());
    CHECK(list(watch, {of({{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}), of({})}).empty());
    CHECK(watch.drops()[TriggerDrop::hardware_address] == 4);
    CHECK(watch.heard(set(of({}))).empty());
    CHECK(watch.heard(removed(of({}))).empty());
    BridgeWatch elsewhere({.bridge = other_bridge});
    CHECK(elsewhere.heard(of({})).empty());
    CHECK(watch.drops()[TriggerDrop::hardware_address] == 4); // somebody's settings, and of no concern
    CHECK(elsewhere.drops() == TriggerDrops{});
}

TEST_CASE("a list tells the difference: who has left, then who has come") {
    auto watch = having();
    CHECK(list(watch, {of(client)}).empty());
    CHECK(list(watch, {at(port_2)}).empty()); // moved, and nobody said it
    CHECK(list(watch, {of(other)}) == Sightings{{.mac = client, .present = false}, {.mac = other}});
    CHECK(list(watch, {}) == Sightings{{.mac = other, .present = false}});
}

TEST_CASE("when the bridge is made again, the list of the new one tells the difference") {
    auto watch = having();
    watch.follow({.bridge = other_bridge});
    CHECK(watch.scope() == BridgeScope{.bridge = other_bridge});
    CHECK(watch.heard(removed(at(port_1))).empty());
    CHECK(list(watch, {}) == left);
}

} // namespace bridge_watch_test
