#include <doctest/doctest.h>

#include "magd/access/dhcp_port.hpp"
#include "magd/access/nd_port.hpp"

namespace packet_port_test {

using namespace magd::access;

TEST_CASE("an access interface that is not there is named, or the missing permission is") {
    const auto dhcp = DhcpPort::open("no-such-one");
    REQUIRE_FALSE(dhcp);
    const auto nd = NdPort::open("no-such-one");
    REQUIRE_FALSE(nd);
    for (const auto& error : {dhcp.error(), nd.error()}) {
        const bool interface = error.what.starts_with("access interface no-such-one: ");
        const bool permission = error.what.find("needs CAP_NET_RAW") != std::string::npos;
        CHECK((interface || permission));
    }
}

} // namespace packet_port_test
