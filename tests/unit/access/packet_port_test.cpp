#include <doctest/doctest.h>

#include "magd/access/arp_port.hpp"
#include "magd/access/bridge_port.hpp"
#include "magd/access/dhcp_port.hpp"
#include "magd/access/layer2_update_port.hpp"
#include "magd/access/nd_port.hpp"
#include "magd/access/station_port.hpp"

namespace packet_port_test {

using namespace magd::access;

TEST_CASE("an access interface that is not there is named, or the missing permission is") {
    const auto dhcp = DhcpPort::open("no-such-one");
    REQUIRE_FALSE(dhcp);
    const auto nd = NdPort::open("no-such-one");
    REQUIRE_FALSE(nd);
    const auto arp = ArpPort::open("no-such-one");
    REQUIRE_FALSE(arp);
    const auto update = Layer2UpdatePort::open("no-such-one");
    REQUIRE_FALSE(update);
    for (const auto& error : {dhcp.error(), nd.error(), arp.error(), update.error()}) {
        const bool interface = error.what.starts_with("access interface no-such-one: ");
        const bool permission = error.what.find("needs CAP_NET_RAW") != std::string::npos;
        CHECK((interface || permission));
    }
}

TEST_CASE("so is one whose table or stations are asked for, and one that has none") {
    const auto bridge = BridgePort::open("no-such-one", {});
    REQUIRE_FALSE(bridge);
    CHECK(bridge.error().what == "access interface no-such-one: No such device");
    const auto stations = StationPort::open("no-such-one");
    REQUIRE_FALSE(stations);
    CHECK(stations.error().what == "access interface no-such-one: No such device");
    const auto loopback = BridgePort::open("lo", {});
    REQUIRE_FALSE(loopback);
    CHECK(loopback.error().what == "access interface lo is neither a bridge nor a VLAN of one");
    CHECK_FALSE(StationPort::open("lo"));
}

} // namespace packet_port_test
