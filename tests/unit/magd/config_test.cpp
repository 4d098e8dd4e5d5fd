#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "config_support.hpp"
#include "magd/config.hpp"
#include "magd/config_keys.hpp"

using namespace config_support;
using magd::Config;

namespace {

/// The smallest configuration as a value: everything else has its default.
Config smallest_config() {
    Config config;
    config.address = {0x0a6a236f};
    config.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}}};
    config.realms = {{.name = "example.com", .lmas = {"LMA1"}}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com"}};
    return config;
}

/// The smallest configuration with one line more in that section.
std::string with_line(std::string_view section, const std::string& line) {
    std::string text;
    for (const auto& [name, part] : {std::pair{"mag", mag}, {"lma", lma}, {"realm", realm}, {"access", wifi}})
        text += part + (section == name ? line : "");
    const bool there = section == "mag" || section == "lma" || section == "realm" || section == "access";
    return there ? text : text + fmt::format("[{}]\n{}", section, line);
}

} // namespace

TEST_CASE("the smallest configuration takes every default") {
    CHECK(faults(smallest) == Lines{});
    CHECK(magd::parse_config(smallest) == smallest_config());
}

TEST_CASE("every key is read: gateway, LMAs, realms") {
    const auto config = magd::parse_config(R"(
[mag]
address = "192.0.2.10"
address6 = "2001:db8::10"
port = 5437
state_directory = "/srv/magd"
hostapd_directory = "/tmp/hostapd"
local_routing = true
[[lma]]
name = "west-1"
address = "198.51.100.1"
encapsulation = ["gre-udp", "gre", "gre-unkeyed", "none"]
path_mtu = 1400
force_udp = true
redirect = true
bulk = true
update_rate = 50
heartbeat_interval = 30
heartbeat_delay = 6
heartbeat_retries = 4
spi = 300
key = "secret"
[[lma]]
name = "east_2"
address = "2001:db8:1::2"
encapsulation = ["device"]
device = "wg0"
[[realm]]
name = "example.org"
lmas = ["east_2", "west-1"]
services = "dual"
nai = "colon"
ssids = ["guests", "Café"]
vlans = [5, 4094]
[[access]]
interface = "eth0.5"
realm = "example.org"
[binding]
initial_handoff = "new-interface"
)");
    REQUIRE(config);
    using pmip::Encapsulation;
    CHECK(config->address == base::Ipv4{0xc000020a});
    CHECK(config->address6 == base::parse_ipv6("2001:db8::10"));
    CHECK(config->port == 5437);
    CHECK(config->state_directory == "/srv/magd");
    CHECK(config->hostapd_directory == "/tmp/hostapd");
    CHECK(config->local_routing);
    CHECK(config->lmas == std::vector<magd::LmaConfig>{
                              {.name = "west-1",
                               .address = base::Ipv4{0xc6336401},
                               .encapsulations = {Encapsulation::gre_udp, Encapsulation::gre,
                                                  Encapsulation::gre_unkeyed, Encapsulation::ip},
                               .path_mtu = 1400,
                               .force_udp = true,
                               .redirect = true,
                               .bulk = true,
                               .update_rate = 50,
                               .heartbeat_interval = pmip::Seconds{30},
                               .heartbeat_delay = pmip::Seconds{6},
                               .heartbeat_retries = 4,
                               .authentication = {{.spi = 300, .key = {'s', 'e', 'c', 'r', 'e', 't'}}}},
                              {.name = "east_2",
                               .address = *base::parse_ipv6("2001:db8:1::2"),
                               .encapsulations = {Encapsulation::device},
                               .device = "wg0"}});
    CHECK(config->realms == std::vector<magd::RealmConfig>{{.name = "example.org",
                                                            .lmas = {"east_2", "west-1"},
                                                            .services = magd::Services::dual,
                                                            .nai = magd::NaiFormat::colon,
                                                            .ssids = {"guests", "Café"},
                                                            .vlans = {5, 4094}}});
}

TEST_CASE("every key is read: access interfaces and clients") {
    const auto config = magd::parse_config(mag + lma + realm + R"(
[[access]]
interface = "eth0.5"
realm = "example.com"
technology = "ethernet"
triggers = ["bridge", "nl80211"]
radios = ["wlan2", "wlan3"]
silence_after = 30
silence_interval = 3
silence_retries = 4
waiting = 100
ssid = "guests"
vlan = 5
ap_name = "lobby"
operator = "wifi.example"
latitude = -33
longitude = 151.2
[[access]]
interface = "veth1"
realm = "example.com"
technology = "virtual"
operator_number = 9
[[client]]
mac = "0023.c2db.292d"
interface = "eth0.5"
ssid = "guests"
vlan = 5
realm = "example.com"
nai = "alice@example.com"
services = "ipv6"
downlink_key = 4711
service_selection = "internet"
[[client]]
mac = "00:23:c2:00:00:00/24"
deny = true
reason = "stolen"
)");
    REQUIRE(config);
    CHECK(config->accesses ==
          std::vector<magd::AccessConfig>{{.interface = "eth0.5",
                                           .realm = "example.com",
                                           .technology = pmip::AccessTechnology::ieee8023,
                                           .triggers = {magd::Trigger::bridge, magd::Trigger::nl80211},
                                           .radios = {"wlan2", "wlan3"},
                                           .silence_after = pmip::Seconds{30},
                                           .silence_interval = pmip::Seconds{3},
                                           .silence_retries = 4,
                                           .waiting = 100,
                                           .ssid = "guests",
                                           .vlan = 5,
                                           .ap_name = "lobby",
                                           .operator_realm = "wifi.example",
                                           .latitude = -33.0,
                                           .longitude = 151.2},
                                          {.interface = "veth1",
                                           .realm = "example.com",
                                           .technology = pmip::AccessTechnology::virtual_interface,
                                           .operator_number = 9}});
    CHECK(config->clients == std::vector<magd::ClientConfig>{
                                 {.mac = {{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}}, 48},
                                  .interface = "eth0.5",
                                  .ssid = "guests",
                                  .vlan = 5,
                                  .realm = "example.com",
                                  .nai = "alice@example.com",
                                  .services = magd::Services::ipv6,
                                  .downlink_key = 4711,
                                  .service_selection = "internet"},
                                 {.mac = {{{0x00, 0x23, 0xc2}}, 24}, .deny = true, .reason = "stolen"}});
}

TEST_CASE("every key is read: the sections that stand once") {
    const auto config = magd::parse_config(smallest + R"(
[identity]
nai = "plain"
link_layer_id = "binary"
[binding]
lifetime = 600
refresh_before = 60
retransmit_initial = 500
retransmit_maximum = 8000
retry_initial = 10
retry_maximum = 100
replay_window = 255
timestamp = false
initial_handoff = "new-interface"
deregistration_copies = 1
lma_attempts = 5
lma_hold_down = 90
return_to_preferred = true
home_registration = true
send_default_router = false
link_local_from_lma = true
min_attempt_interval = 0
departure_delay = 250
maximum = 20
[dhcp]
server_identifier = "192.0.2.99"
lease_time = 1800
dns = ["8.8.8.8", "1.1.1.1"]
dns6 = ["2001:db8::53"]
[kernel]
mark_mask = "0xf0000"
table_base = 1000
rule_priority = 2000
[control]
socket = "/tmp/m.sock"
group = "netdev"
[log]
level = "debug"
)");
    REQUIRE(config);
    auto expected = smallest_config();
    expected.nai = magd::NaiFormat::plain;
    expected.link_layer_id = magd::LinkLayerIdFormat::binary;
    expected.binding = {.lifetime = pmip::Seconds{600},
                        .refresh_before = pmip::Seconds{60},
                        .retransmit_initial = pmip::Milliseconds{500},
                        .retransmit_maximum = pmip::Milliseconds{8000},
                        .retry_initial = pmip::Seconds{10},
                        .retry_maximum = pmip::Seconds{100},
                        .replay_window = pmip::Seconds{255},
                        .timestamp = false,
                        .initial_handoff = pmip::Handoff::new_interface,
                        .deregistration_copies = 1,
                        .lma_attempts = 5,
                        .lma_hold_down = pmip::Seconds{90},
                        .return_to_preferred = true,
                        .home_registration = true,
                        .send_default_router = false,
                        .link_local_from_lma = true,
                        .min_attempt_interval = pmip::Seconds{0},
                        .departure_delay = pmip::Milliseconds{250},
                        .maximum = 20};
    expected.dhcp = {.server_identifier = {0xc0000263},
                     .lease_time = pmip::Seconds{1800},
                     .dns = {{0x08080808}, {0x01010101}},
                     .dns6 = {*base::parse_ipv6("2001:db8::53")}};
    expected.kernel = {.mark_mask = 0xf0000, .table_base = 1000, .rule_priority = 2000};
    expected.control = {.socket = "/tmp/m.sock", .group = "netdev"};
    expected.log_level = magd::log::Level::debug;
    CHECK(*config == expected);
}

TEST_CASE("an access interface without a realm gets that of its SSID, of its VLAN, or the only one") {
    CHECK(magd::parse_config(mag + lma + realm + "[[access]]\ninterface = \"wlan0\"\n") == smallest_config());
    const auto realm_of = [](const std::string& keys) {
        const auto config =
            magd::parse_config(mag + lma + "[[realm]]\nname = \"a\"\nlmas = [\"LMA1\"]\nvlans = [5]\n" +
                               "[[realm]]\nname = \"b\"\nlmas = [\"LMA1\"]\nssids = [\"guests\"]\n" +
                               "[[access]]\ninterface = \"wlan0\"\n" + keys);
        REQUIRE(config);
        return config->accesses.front().realm;
    };
    CHECK(realm_of("vlan = 5\n") == "a");
    CHECK(realm_of("ssid = \"guests\"\n") == "b");
    CHECK(realm_of("ssid = \"guests\"\nvlan = 5\n") == "b");
    CHECK(realm_of("ssid = \"staff\"\nvlan = 5\n") == "a");
    CHECK(realm_of("ssid = \"guests\"\nrealm = \"a\"\n") == "a");
}

TEST_CASE("a key of authentication is text, hex digits, or in a file of its own") {
    const auto config_with = [](const std::string& keys, const magd::KeyFileReader& file = {}) {
        return magd::parse_config(mag + lma + "spi = 256\n" + keys + realm + wifi, file);
    };
    const auto key_of = [](const auto& config) {
        REQUIRE(config);
        return config->lmas.front().authentication->key;
    };
    CHECK(key_of(config_with("key = \"0x00fFa1\"\n")) == base::Bytes{0x00, 0xff, 0xa1});
    CHECK(key_of(config_with("key = \"ab\"\n")) == base::Bytes{'a', 'b'});
    std::string asked;
    const auto file = [&](const std::string& path) -> std::expected<std::string, std::string> {
        asked = path;
        return "from a file\r\n";
    };
    CHECK(key_of(config_with("key_file = \"/etc/k\"\n", file)).size() == 11);
    CHECK(asked == "/etc/k");
    CHECK(key_of(config_with("key_file = \"/etc/k\"\n")).empty());
}

TEST_CASE("a key file is the operator's alone") {
    const std::string path = "/tmp/magd-unit-key";
    std::ofstream(path) << "secret\n";
    std::filesystem::permissions(path, std::filesystem::perms{0640});
    CHECK(magd::read_key_file(path) == "secret\n");
    std::filesystem::permissions(path, std::filesystem::perms{0644});
    CHECK(magd::read_key_file(path) == std::unexpected("may be read by everybody: chmod o-r it"));
    std::filesystem::remove(path);
    CHECK(magd::read_key_file(path) == std::unexpected("cannot be read: No such file or directory"));
}

TEST_CASE("the defaults in the table are those of the values") {
    for (const auto& key : magd::config_keys) {
        if (!key.has_default() || key.section == "client") continue;
        CAPTURE(key.section);
        CAPTURE(key.key);
        const auto text = with_line(key.section, fmt::format("{} = {}\n", key.key, key.fallback));
        CHECK(faults(text) == Lines{});
        CHECK(magd::parse_config(text) == smallest_config());
    }
    const auto config = magd::parse_config(smallest + "[[client]]\n");
    REQUIRE(config);
    CHECK(config->clients == std::vector<magd::ClientConfig>{{}});
}

TEST_CASE("sections may come in any order") {
    CHECK(magd::parse_config(wifi + realm + lma + mag) == smallest_config());
}

TEST_CASE("a mask is text or a number") {
    CHECK(magd::parse_config(smallest + "[kernel]\nmark_mask = 0x1F00\n")->kernel.mark_mask == 0x1f00);
    CHECK(magd::parse_config(smallest + "[kernel]\nmark_mask = \"0xffffffff\"\n")->kernel.mark_mask ==
          0xffffffff);
}

TEST_CASE("every range holds at its ends and not beyond") {
    for (const auto& key : magd::config_keys) {
        if (key.kind != magd::ConfigKind::integer || key.list) continue;
        CAPTURE(key.key);
        const auto with = [&](std::int64_t value) {
            const auto line = fmt::format("{} = {}\n", key.key, value);
            const auto text =
                key.section == "client" ? smallest + "[[client]]\n" + line : with_line(key.section, line);
            const auto all = faults(text);
            return std::ranges::any_of(
                all, [](const auto& fault) { return fault.find("is out of range") != std::string::npos; });
        };
        CHECK(!with(key.minimum));
        CHECK(!with(key.maximum));
        CHECK(with(key.minimum - 1));
        CHECK(with(key.maximum + 1));
    }
}

TEST_CASE("a file is read as a whole or is one fault") {
    const std::string path = "/tmp/magd-unit-config.toml";
    std::ofstream(path) << smallest;
    CHECK(magd::load_config(path) == smallest_config());
    std::ofstream(path) << std::string((1 << 20) + 1, '#');
    CHECK(magd::load_config(path).error() == magd::ConfigFaults{{0, 0, "", "is larger than 1 MiB"}});
    std::filesystem::remove(path);

    const auto missing = magd::load_config(path);
    REQUIRE(!missing);
    CHECK(magd::to_string(missing.error().front(), path) ==
          path + ": cannot be read: No such file or directory");
    CHECK(magd::load_config("/tmp").error() ==
          magd::ConfigFaults{{0, 0, "", "cannot be read: Is a directory"}});
}
