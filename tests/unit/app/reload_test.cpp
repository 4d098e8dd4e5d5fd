#include <doctest/doctest.h>

#include <algorithm>

#include "magd/config_keys.hpp"
#include "magd/identity.hpp"
#include "magd/reload.hpp"

namespace reload_test {

using namespace magd;
using Names = std::vector<std::string>;

namespace {

const base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};

Config config() {
    Config config;
    config.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}},
                   {.name = "LMA2", .address = base::Ipv4{0x0a6a2529}}};
    config.realms = {{.name = "example.com", .lmas = {"LMA1"}}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com"}};
    return config;
}

/// The bindings of a gateway where this client attached under that configuration.
std::map<base::MacAddress, pmip::Binding> bindings(const Config& c, pmip::Phase phase = pmip::Phase::active) {
    pmip::Binding binding;
    binding.profile = profile_for(c, c.accesses.front(), base::IfIndex{3}, mac).value();
    binding.phase = phase;
    return {{mac, binding}};
}

std::string reason_of(const std::vector<pmip::Event>& events) {
    REQUIRE(events.size() == 1);
    const auto* down = std::get_if<pmip::LinkDown>(&events.front());
    return down == nullptr ? "(no LinkDown)" : down->reason;
}

} // namespace

TEST_CASE("the same file again changes nothing") {
    CHECK(awaiting_restart(config(), config()).empty());
    CHECK(in_force(config(), config()) == config());
    CHECK(corrections(config(), bindings(config())).empty());
}

TEST_CASE("policy, DHCP and log level are in force at once") {
    auto next = config();
    next.realms[0].lmas = {"LMA2", "LMA1"};
    next.accesses[0].ssid = "guests";
    next.accesses[0].silence_after = pmip::Seconds{60};
    next.clients = {{.mac = {mac, 48}, .deny = true}};
    next.nai = NaiFormat::plain;
    next.link_layer_id = LinkLayerIdFormat::binary;
    next.dhcp.lease_time = pmip::Seconds{60};
    next.log_level = log::Level::debug;
    CHECK(awaiting_restart(config(), next).empty());
    CHECK(in_force(config(), next) == next);
}

TEST_CASE("keys that need a restart are named and stay as they were") {
    auto next = config();
    next.port = 5437;
    next.lmas[1].path_mtu = 1400;
    next.lmas[0].authentication = pmip::SecurityAssociation{.spi = 256, .key = {1}};
    next.accesses.push_back({.interface = "wlan1", .realm = "example.com"});
    next.binding.maximum = 5;
    next.kernel.table_base = 7;
    next.control.group = "staff";
    CHECK(awaiting_restart(config(), next) == Names{"mag.port", "lma.path_mtu", "lma.spi, key or key_file",
                                                    "access.interface, triggers or radios", "binding.maximum",
                                                    "kernel.table_base", "control.group"});
    auto expected = config();
    expected.accesses = next.accesses;
    CHECK(in_force(config(), next) == expected);
}

TEST_CASE("the servers of the relay stay, the rest of DHCP is in force at once") {
    auto next = config();
    next.dhcp.relay_to = {{0xc6336443}};
    next.dhcp.mode = DhcpMode::relay;
    next.accesses[0].waiting = 7;
    next.dhcp.options = {{.code = dhcp::Code{42}, .data = {192, 0, 2, 10}}};
    CHECK(awaiting_restart(config(), next) == Names{"dhcp.relay_to"});
    auto expected = next;
    expected.dhcp.relay_to.clear();
    CHECK(in_force(config(), next) == expected);
}

TEST_CASE("an LMA that was added or taken away needs a restart") {
    auto next = config();
    next.lmas.pop_back();
    const auto names = awaiting_restart(config(), next);
    CHECK(std::ranges::find(names, "lma.name") != names.end());
    CHECK(in_force(config(), next).lmas == config().lmas);
}

TEST_CASE("the first IPv6 service needs a restart, further ones do not") {
    auto dual = config();
    dual.realms[0].services = Services::dual;
    CHECK(awaiting_restart(config(), dual) ==
          Names{"realm.services or client.services, the first with IPv6"});
    CHECK(in_force(config(), dual) == config());
    CHECK(awaiting_restart(dual, config()).empty());
    auto more = dual;
    more.clients = {{.services = Services::ipv6}};
    CHECK(awaiting_restart(dual, more).empty());
    CHECK(in_force(dual, more) == more);
    more.realms = config().realms;
    CHECK(in_force(config(), more).clients == std::vector<ClientConfig>{{}});
}

TEST_CASE("every key of the sections that need a restart is in the table") {
    for (const auto& key : config_keys) {
        if (key.section == "realm" || key.section == "client" || key.section == "identity" ||
            key.section == "dhcp" || key.section == "log" || key.section == "access")
            continue;
        CAPTURE(key.key);
        const bool secret = key.key == "spi" || key.key == "key" || key.key == "key_file";
        auto name =
            secret ? "lma.spi, key or key_file" : std::string(key.section) + '.' + std::string(key.key);
        if (key.key.starts_with("secret")) name = "nas.secret or secret_file";
        CHECK(std::ranges::count(restart_keys(), name, &RestartKey::key) == 1);
    }
}

TEST_CASE("a client whose profile changed attaches with the new one") {
    auto next = config();
    next.realms[0].lmas = {"LMA2"};
    const auto events = corrections(next, bindings(config()));
    REQUIRE(events.size() == 1);
    const auto& up = std::get<pmip::LinkUp>(events.front());
    CHECK(up.profile.mac == mac);
    CHECK(up.profile.lmas == Names{"LMA2"});
    CHECK(up.profile.access == base::IfIndex{3});
    CHECK_FALSE(up.administrative);
}

TEST_CASE("a client that is denied now, or whose interface is no access any more, is detached") {
    auto next = config();
    next.clients = {{.mac = {mac, 48}, .deny = true, .reason = "stolen"}};
    CHECK(reason_of(corrections(next, bindings(config()))) == "denied: stolen");
    next = config();
    next.accesses[0].interface = "wlan1";
    CHECK(reason_of(corrections(next, bindings(config()))) == "wlan0 is no access interface any more");
}

TEST_CASE("a client that leaves is let go; one that is being replaced is judged by what it becomes") {
    auto next = config();
    next.nai = NaiFormat::plain;
    auto leaving = bindings(config(), pmip::Phase::disconnecting);
    CHECK(corrections(next, leaving).empty());
    auto& binding = leaving.at(mac);
    binding.next_profile = binding.profile;
    CHECK(corrections(next, leaving).size() == 1);
    binding.next_profile = profile_for(next, next.accesses[0], base::IfIndex{3}, mac).value();
    CHECK(corrections(next, leaving).empty());
}

} // namespace reload_test
