#include <doctest/doctest.h>

#include "magd/dhcp_denial.hpp"

namespace dhcp_denial_test {

using namespace magd;
using pmip::Phase;

namespace {

constexpr base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
constexpr base::MacAddress other{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2e}};

Config config() {
    Config config;
    config.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}}};
    config.realms = {{.name = "example.com", .lmas = {"LMA1"}}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com"},
                       {.interface = "eth1", .realm = "example.com"}};
    return config;
}

pmip::Binding binding(Phase phase, bool blocked = false) {
    pmip::Binding binding;
    binding.profile.mac = mac;
    binding.profile.access_name = std::string("wlan0");
    binding.lma = std::string("LMA1");
    binding.phase = phase;
    binding.blocked = blocked;
    return binding;
}

bool denied_by_lma(const pmip::Binding& binding, std::string_view interface = "wlan0") {
    return denied(config(), interface, mac, &binding);
}

constexpr auto every_phase = {Phase::null, Phase::init, Phase::active, Phase::refresh_pending,
                              Phase::disconnecting};

} // namespace

TEST_CASE("a client that nothing is known of is not denied") {
    CHECK_FALSE(denied(config(), "wlan0", mac, nullptr));
    for (const auto phase : every_phase) CHECK_FALSE(denied_by_lma(binding(phase)));
}

TEST_CASE("what policy denies is denied where it says so") {
    auto c = config();
    c.clients = {{.mac = parse_mac_prefix("00:23:c2:db:29:2d").value(), .interface = "wlan0", .deny = true}};
    CHECK(denied(c, "wlan0", mac, nullptr));
    CHECK_FALSE(denied(c, "eth1", mac, nullptr));
    CHECK_FALSE(denied(c, "wlan0", other, nullptr));
    CHECK_FALSE(denied(c, "wlan9", mac, nullptr));
}

TEST_CASE("a client whose LMAs are not there before a restart is not denied for good") {
    auto c = config();
    c.realms[0].lmas = {"LMA9"};
    CHECK_FALSE(denied(c, "wlan0", mac, nullptr));
}

TEST_CASE("a refusal for good denies the client, one that is followed by another attempt does not") {
    const auto refused = binding(Phase::null, true);
    CHECK(denied_by_lma(refused));
    CHECK_FALSE(denied_by_lma(refused, "eth1"));
    auto later = binding(Phase::null);
    later.retry_at = pmip::TimePoint{std::chrono::seconds{30}};
    CHECK_FALSE(denied_by_lma(later));
}

TEST_CASE("a client to which its LMA grants IPv6 alone is denied once that is settled") {
    for (const auto phase : every_phase) {
        auto barred = binding(phase);
        barred.profile.ipv6 = true;
        pmip::bar(barred).ipv4 = true;
        CHECK(denied_by_lma(barred) == (phase == Phase::active || phase == Phase::refresh_pending));
        barred.ipv4 = pmip::Ipv4Session{};
        CHECK_FALSE(denied_by_lma(barred));
    }
}

TEST_CASE("an address that the client gave back, or that policy does not ask for, is not denied") {
    auto given_back = binding(Phase::active);
    given_back.profile.ipv6 = true;
    given_back.waived.ipv4 = true;
    CHECK_FALSE(denied_by_lma(given_back));
    auto ipv6_alone = binding(Phase::active);
    ipv6_alone.profile.ipv4 = false;
    ipv6_alone.profile.ipv6 = true;
    CHECK_FALSE(denied_by_lma(ipv6_alone));
}

} // namespace dhcp_denial_test
