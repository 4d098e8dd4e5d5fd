#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config_support.hpp"

namespace config_dhcp_test {

using namespace config_support;

namespace {

magd::DhcpConfig read(const std::string& keys) {
    const auto config = magd::parse_config(smallest + "[dhcp]\n" + keys);
    REQUIRE(config);
    return config->dhcp;
}

Lines faulty(const std::string& keys) { return faults(smallest + "[dhcp]\n" + keys); }

} // namespace

TEST_CASE("options by name or number") {
    CHECK(read("options = [\"ntp-servers = 192.0.2.10\", \"43 = 01:04\"]\n").options ==
          std::vector<dhcp::Option>{{.code = dhcp::Code{42}, .data = {192, 0, 2, 10}},
                                    {.code = dhcp::Code{43}, .data = {1, 4}}});
}

TEST_CASE("an option that is wrong is named, with what is meant") {
    CHECK(faulty("options = [\"ntp-server = 192.0.2.10\"]\n") ==
          Lines{"f:13:11: dhcp.options: \"ntp-server = 192.0.2.10\": no option is called so: write its "
                "number, or "
                "its name from the list, did you mean \"ntp-servers\"?"});
    CHECK(faulty("options = [\"router = 192.0.2.10\"]\n") ==
          Lines{"f:13:11: dhcp.options: \"router = 192.0.2.10\": router is made by the server itself"});
    CHECK(faulty("options = [\"42 = 192.0.2.10\", \"ntp-servers = 192.0.2.11\"]\n") ==
          Lines{"f:13:11: dhcp.options: names ntp-servers twice"});
    CHECK(faulty("options = \"42 = 192.0.2.10\"\n").size() == 1);
}

TEST_CASE("who serves, and by which servers") {
    const auto dhcp = read("mode = \"relay\"\nrelay_to = [\"198.51.100.67\", \"198.51.100.68\"]\n"
                           "trust_option_82 = true\n");
    CHECK(dhcp == magd::DhcpConfig{.dns = {},
                                   .dns6 = {},
                                   .mode = magd::DhcpMode::relay,
                                   .relay_to = {{0xc6336443}, {0xc6336444}},
                                   .trust_option_82 = true});
    CHECK(read("mode = \"server\"\n").mode == magd::DhcpMode::server);
    CHECK(read("").mode == magd::DhcpMode::lma);
}

TEST_CASE("DHCPv6") {
    CHECK(read("").v6 == magd::Dhcp6Mode::automatic);
    CHECK(read("").server_duid == base::Bytes{0, 3, 0, 1, 0, 0, 0x5e, 0, 0x52, 0x13});
    const auto dhcp = read("v6 = \"stateful\"\nserver_duid = \"00:04:aa\"\n");
    CHECK(dhcp.v6 == magd::Dhcp6Mode::stateful);
    CHECK(dhcp.server_duid == base::Bytes{0, 4, 0xaa});
    CHECK(faulty("v6 = \"on\"\n").size() == 1);
    for (const auto* const wrong : {"00:04", "4", "00-04-aa", "00:04:zz"})
        CHECK(faulty(fmt::format("server_duid = \"{}\"\n", wrong)) ==
              Lines{fmt::format(
                  "f:13:15: dhcp.server_duid: \"{}\" is not 3 to 130 octets such as 00:03:00:01", wrong)});
}

TEST_CASE("a relay needs servers") {
    CHECK(faulty("mode = \"relay\"\n") == Lines{"f:13:8: dhcp.mode: \"relay\" needs relay_to = "
                                                "[\"198.51.100.67\"], or as your servers are called"});
    CHECK(faulty("relay_to = \"198.51.100.67\"\n").size() == 1);
    CHECK(faulty("waiting = 0\n").size() == 1);
}

} // namespace config_dhcp_test
