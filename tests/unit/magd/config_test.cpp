#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

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
    config.lmas = {{.name = "LMA1", .address = {0x0a6a2528}}};
    config.realms = {{.name = "example.com", .lma = "LMA1"}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com"}};
    return config;
}

} // namespace

TEST_CASE("the smallest configuration takes every default") {
    CHECK(faults(smallest) == Lines{});
    CHECK(magd::parse_config(smallest) == smallest_config());
}

TEST_CASE("every key is read") {
    const auto config = magd::parse_config(R"(
[mag]
address = "192.0.2.10"
port = 5437
[[lma]]
name = "west-1"
address = "198.51.100.1"
path_mtu = 1400
[[lma]]
name = "east_2"
address = "198.51.100.2"
[[realm]]
name = "ciscotacbangalore.com"
lma = "east_2"
[[access]]
interface = "eth0.5"
realm = "ciscotacbangalore.com"
technology = "ethernet"
attach_on_dhcp = false
[[access]]
interface = "veth1"
realm = "ciscotacbangalore.com"
technology = "virtual"
[identity]
nai = "plain"
link_layer_id = "binary"
[binding]
lifetime = 600
refresh_before = 60
retransmit_initial = 500
retransmit_maximum = 8000
timestamp = false
maximum = 20
[dhcp]
server_identifier = "192.0.2.99"
lease_time = 1800
dns = ["8.8.8.8", "1.1.1.1"]
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
    CHECK(*config == Config{.address = {0xc000020a},
                            .port = 5437,
                            .lmas = {{.name = "west-1", .address = {0xc6336401}, .path_mtu = 1400},
                                     {.name = "east_2", .address = {0xc6336402}, .path_mtu = 1500}},
                            .realms = {{.name = "ciscotacbangalore.com", .lma = "east_2"}},
                            .accesses = {{.interface = "eth0.5",
                                          .realm = "ciscotacbangalore.com",
                                          .technology = pmip::AccessTechnology::ieee8023,
                                          .attach_on_dhcp = false},
                                         {.interface = "veth1",
                                          .realm = "ciscotacbangalore.com",
                                          .technology = pmip::AccessTechnology::virtual_interface,
                                          .attach_on_dhcp = true}},
                            .nai = magd::NaiFormat::plain,
                            .link_layer_id = magd::LinkLayerIdFormat::binary,
                            .binding = {.lifetime = pmip::Seconds{600},
                                        .refresh_before = pmip::Seconds{60},
                                        .retransmit_initial = pmip::Milliseconds{500},
                                        .retransmit_maximum = pmip::Milliseconds{8000},
                                        .timestamp = false,
                                        .maximum = 20},
                            .dhcp = {.server_identifier = {0xc0000263},
                                     .lease_time = pmip::Seconds{1800},
                                     .dns = {{0x08080808}, {0x01010101}}},
                            .kernel = {.mark_mask = 0xf0000, .table_base = 1000, .rule_priority = 2000},
                            .control = {.socket = "/tmp/m.sock", .group = "netdev"},
                            .log_level = magd::log::Level::debug});
}

TEST_CASE("the defaults in the table are those of the values") {
    for (const auto& key : magd::config_keys) {
        if (key.required()) continue;
        CAPTURE(key.section);
        CAPTURE(key.key);
        const auto line = fmt::format("{} = {}\n", key.key, key.fallback);
        // A required section is extended, an optional one is added.
        std::string text = mag + (key.section == "mag" ? line : "") + lma +
                           (key.section == "lma" ? line : "") + realm + wifi +
                           (key.section == "access" ? line : "");
        if (key.section != "mag" && key.section != "lma" && key.section != "access")
            text += fmt::format("[{}]\n{}", key.section, line);
        CHECK(faults(text) == Lines{});
        CHECK(magd::parse_config(text) == smallest_config());
    }
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
        if (key.kind != magd::ConfigKind::integer || key.section == "mag" || key.section == "lma") continue;
        // The other bounds of these depend on a second key.
        const bool paired = key.section == "binding" && key.key != "maximum";
        CAPTURE(key.key);
        const auto with = [&](std::int64_t value) {
            return faults(smallest + fmt::format("[{}]\n{} = {}\n", key.section, key.key, value)).size();
        };
        if (!paired && key.key != "table_base") CHECK(with(key.minimum) == 0);
        if (!paired && key.key != "table_base") CHECK(with(key.maximum) == 0);
        CHECK(with(key.minimum - 1) == 1);
        CHECK(with(key.maximum + 1) == 1);
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
