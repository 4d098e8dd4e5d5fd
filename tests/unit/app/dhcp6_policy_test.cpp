#include <doctest/doctest.h>

#include "dhcp/option_line.hpp"
#include "magd/dhcp6_policy.hpp"

namespace dhcp6_policy_test {

using namespace magd;

namespace {

base::Ipv6 ip6(std::string_view text) { return base::parse_ipv6(text).value(); }

pmip::Binding binding(std::optional<base::Ipv6> home = std::nullopt) {
    pmip::Binding out;
    out.profile.mac = {{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
    out.ipv6 = pmip::Ipv6Session{.home_prefixes = {{ip6("2001:db8:5:1::"), 64}}, .home_address = home};
    return out;
}

std::optional<base::Ipv6> leased(Dhcp6Mode mode, const pmip::Binding& to) {
    DhcpConfig config;
    config.v6 = mode;
    return leased_address(config, to);
}

} // namespace

TEST_CASE("an address that the LMA gave is leased, unless there shall be no leases") {
    const auto home = ip6("2001:db8:5:1::5213");
    CHECK(leased(Dhcp6Mode::automatic, binding(home)) == home);
    CHECK(leased(Dhcp6Mode::stateful, binding(home)) == home);
    CHECK_FALSE(leased(Dhcp6Mode::stateless, binding(home)));
    CHECK_FALSE(leased(Dhcp6Mode::off, binding(home)));
}

TEST_CASE("without one, the MAC address makes it where there shall be leases") {
    CHECK_FALSE(leased(Dhcp6Mode::automatic, binding()));
    CHECK(leased(Dhcp6Mode::stateful, binding()) == ip6("2001:db8:5:1:223:c2ff:fedb:292d"));
    CHECK_FALSE(leased(Dhcp6Mode::stateful, pmip::Binding{}));
}

TEST_CASE("there is other configuration where somebody has written some") {
    DhcpConfig config;
    CHECK_FALSE(serves_other_configuration(config));
    CHECK(search_list(config).empty());
    SUBCASE("servers") { config.dns6 = {ip6("2001:db8::53")}; }
    SUBCASE("domains") {
        config.options = {dhcp::parse_option("domain-search = a.b").value()};
        CHECK(search_list(config) == base::Bytes{1, 'a', 1, 'b', 0});
    }
    CHECK(serves_other_configuration(config));
    config.v6 = Dhcp6Mode::off;
    CHECK_FALSE(serves_other_configuration(config));
}

} // namespace dhcp6_policy_test
