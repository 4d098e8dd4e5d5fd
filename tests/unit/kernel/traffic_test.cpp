#include <doctest/doctest.h>

#include "magd/kernel/footprint.hpp"
#include "magd/kernel/traffic.hpp"
#include "tests/unit/kernel/example.hpp"

namespace traffic_test {

using namespace magd::kernel;
using namespace example;

TEST_CASE("a client's traffic is what all its entries have counted, and no other's") {
    const auto own = footprint(site(), dual_client());
    TrafficTable table;
    table.uplink[{wlan0, mac, home}] = {.packets = 1, .bytes = 100};
    table.uplink[{wlan0, mac, prefix}] = {.packets = 2, .bytes = 200};
    table.uplink[{InterfaceName("wlan1"), mac, home}] = {.packets = 7, .bytes = 700};
    table.downlink[{1, 1, home}] = {.packets = 4, .bytes = 400};
    table.downlink[{2, 1, home}] = {.packets = 9, .bytes = 900};
    CHECK(traffic_of(own, table) ==
          Traffic{.uplink = {.packets = 3, .bytes = 300}, .downlink = {.packets = 4, .bytes = 400}});
    CHECK(traffic_of({}, table) == Traffic{});
}

} // namespace traffic_test
