#include <doctest/doctest.h>

#include "magd/dhcp_relay.hpp"

namespace dhcp_relay_test {

using namespace magd;

namespace {

constexpr base::Ipv4 gateway{0xc0000201};
constexpr base::Ipv4 router{0xc0a80501};
constexpr base::Ipv4 behind{0xc6336405};
constexpr base::Ipv4 stranger{0x0a000001};

/// A gateway with a server behind it, but no socket to reach it: so it serves clients itself.
struct Fixture {
    Config config;
    std::optional<access::RelayPort> port;
    Fixture() {
        config.dhcp.server_identifier = gateway;
        config.dhcp.relay_to = {behind};
    }
    std::optional<base::Ipv4> asked(base::Ipv4 destination, const pmip::Binding& binding = {}) {
        DhcpRelay relay(config, port);
        dhcp::Packet request{.message = {.type = dhcp::MessageType::request, .options = {}}};
        request.envelope.destination_address = destination;
        return relay.asked(request, binding);
    }
};

} // namespace

TEST_CASE("the server that a request is for has the name that the client knows") {
    Fixture f;
    CHECK(f.asked(dhcp::limited_broadcast) == gateway);
    CHECK(f.asked(gateway) == gateway);
    CHECK(f.asked(behind) == behind);
    CHECK(f.asked(stranger) == std::nullopt);
}

TEST_CASE("the client's router is the gateway by another name, RFC 5844 section 3.4") {
    Fixture f;
    CHECK(f.asked(router) == std::nullopt);
    pmip::Binding binding;
    binding.ipv4 = pmip::Ipv4Session{.home_address = {}, .default_router = router};
    CHECK(f.asked(router, binding) == gateway);
}

TEST_CASE("without a server behind it, the gateway is all there is") {
    Fixture f;
    f.config.dhcp.relay_to.clear();
    CHECK(f.asked(dhcp::limited_broadcast) == gateway);
    CHECK(f.asked(behind) == std::nullopt);
}

} // namespace dhcp_relay_test
