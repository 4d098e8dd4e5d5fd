#include <doctest/doctest.h>

#include "tests/unit/magd/config_support.hpp"

namespace config_radius_test {

using namespace config_support;
using namespace magd;

namespace {

const std::string nas = "[[nas]]\naddress = \"192.0.2.7\"\nsecret = \"hush\"\n";
const base::Bytes hush{'h', 'u', 's', 'h'};

/// The access interfaces wlan0 and so on, with the trigger and these further lines.
std::string radius_access(const std::vector<std::string>& lines) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i)
        text += "[[access]]\ninterface = \"wlan" + std::to_string(i) +
                "\"\nrealm = \"example.com\"\ntriggers = [\"radius\"]\n" + lines[i];
    return text;
}

std::string with_nas(const std::string& keys, const std::vector<std::string>& lines = {""}) {
    return mag + lma + realm + radius_access(lines) + "[[nas]]\n" + keys;
}

Lines faults_with_file(const std::string& text, const KeyFileReader& file) {
    const auto config = parse_config(text, file);
    Lines lines;
    if (!config)
        for (const auto& fault : config.error()) lines.push_back(to_string(fault, "f"));
    return lines;
}

} // namespace

TEST_CASE("RADIUS: every key is read") {
    const auto file = [](const std::string& path) -> std::expected<std::string, std::string> {
        return path == "/etc/magd/secret" ? "0x6875\n" : "";
    };
    const auto config = parse_config(mag + lma + realm + radius_access({"", ""}) +
                                         "[radius]\naddress = \"2001:db8::1\"\nport = 1646\n" + nas +
                                         "interface = \"wlan1\"\n[[nas]]\naddress = \"2001:db8:1::/48\"\n"
                                         "secret_file = \"/etc/magd/secret\"\ninterface = \"wlan0\"\n",
                                     file);
    REQUIRE(config);
    CHECK(config->accesses[0].triggers == std::vector{Trigger::radius});
    CHECK(config->radius == RadiusConfig{.address = *base::parse_ipv6("2001:db8::1"), .port = 1646});
    CHECK(config->nases ==
          std::vector<NasConfig>{
              {.address = {base::Ipv4{0xc0000207}, 32}, .secret = hush, .interface = "wlan1"},
              {.address = *base::parse_prefix6("2001:db8:1::/48"),
               .secret = {'h', 'u'},
               .interface = "wlan0"}});
}

TEST_CASE("RADIUS: all addresses and the port of RFC 2866, if nothing is said") {
    const auto config = parse_config(with_nas("address = \"192.0.2.0/24\"\nsecret = \"hush\"\n"));
    REQUIRE(config);
    CHECK(config->radius == RadiusConfig{.address = {}, .port = 1813});
    CHECK(config->nases ==
          std::vector<NasConfig>{{.address = *base::parse_prefix4("192.0.2.0/24"), .secret = hush}});
}

TEST_CASE("RADIUS: nobody is listened to without a secret") {
    CHECK(faults(mag + lma + realm + radius_access({""})) ==
          Lines{"f:12:12: access.triggers: \"radius\" needs a [[nas]]: whose accounting is heard"});
    CHECK(faults(with_nas("address = \"192.0.2.7\"\n")) ==
          Lines{"f:13:1: nas.secret: is missing: write secret or secret_file"});
    CHECK(faults(with_nas("address = \"192.0.2.7\"\nsecret = \"hush\"\nsecret_file = \"/s\"\n")) ==
          Lines{"f:16:15: nas.secret_file: stands beside secret: leave one of them out"});
}

TEST_CASE("RADIUS: no message shows a secret") {
    const std::string rule = "expected text of at most 64 octets, or \"0x\" and an even number of hex digits";
    CHECK(faults(with_nas("address = \"192.0.2.7\"\nsecret = \"0xhush\"\n")) ==
          Lines{"f:15:10: nas.secret: the key is not valid, " + rule});
    const auto text = with_nas("address = \"192.0.2.7\"\nsecret_file = \"/s\"\n");
    const auto says = [](std::expected<std::string, std::string> said) {
        return [said](const std::string&) { return said; };
    };
    CHECK(faults_with_file(text, says("0xhush\n")) ==
          Lines{"f:15:15: nas.secret_file: /s holds no key, " + rule});
    CHECK(faults_with_file(text, says(std::unexpected("may be read by everybody: chmod o-r it"))) ==
          Lines{"f:15:15: nas.secret_file: /s may be read by everybody: chmod o-r it"});
}

TEST_CASE("RADIUS: where requests come from") {
    const auto with_address = [](const std::string& address) {
        return faults(with_nas("address = \"" + address + "\"\nsecret = \"hush\"\n"));
    };
    const std::string rule =
        "an IPv4 or IPv6 address, or a prefix such as \"192.0.2.0/24\" or \"2001:db8::/48\"";
    CHECK(with_address("controller") == Lines{"f:14:11: nas.address: \"controller\" is not " + rule});
    CHECK(with_address("0.0.0.0/0") == Lines{"f:14:11: nas.address: \"0.0.0.0/0\" is not " + rule});
    CHECK(with_address("fe80::1") == Lines{"f:14:11: nas.address: \"fe80::1\" is not " + rule});
    CHECK(with_address("192.0.2.7/24") ==
          Lines{"f:14:11: nas.address: \"192.0.2.7/24\" has host bits: the prefix is \"192.0.2.0/24\""});
    CHECK(faults(with_nas("address = \"192.0.2.7\"\nsecret = \"hush\"\n") + nas) ==
          Lines{"f:17:11: nas.address: 192.0.2.7/32 has another [[nas]] already"});
}

TEST_CASE("RADIUS: where stations are") {
    const std::string keys = "address = \"192.0.2.7\"\nsecret = \"hush\"\n";
    CHECK(faults(with_nas(keys + "interface = \"wlan7\"\n")) ==
          Lines{"f:16:13: nas.interface: there is no [[access]] with the interface \"wlan7\" and the trigger "
                "\"radius\""});
    CHECK(faults(with_nas(keys, {"ssid = \"field\"\n", "ssid = \"guests\"\n"})).empty());
    CHECK(faults(with_nas(keys + "interface = \"wlan1\"\n", {"", ""})).empty());
    for (const auto* ssid : {"", "ssid = \"field\"\n"})
        CHECK(faults(with_nas(keys, {"ssid = \"field\"\n", ssid})).size() == 1);
    // No access interface has the trigger yet.
    CHECK(faults(smallest + nas).empty());
}

} // namespace config_radius_test
