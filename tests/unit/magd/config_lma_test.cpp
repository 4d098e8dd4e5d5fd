#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config_support.hpp"

using namespace config_support;

TEST_CASE("an LMA that its encapsulations or addresses do not suit") {
    const auto with_lma = [](const std::string& keys, const std::string& more = "") {
        return faults(mag + more + "[[lma]]\nname = \"LMA1\"\n" + keys + realm + wifi);
    };
    const std::string v4 = "address = \"10.106.37.40\"\n";
    const std::string v6 = "address = \"2001:db8::1\"\n";
    const std::string own = "address6 = \"2001:db8::11\"\n";
    CHECK(with_lma(v4 + "encapsulation = [\"gre\", \"none\"]\n") == Lines{});
    CHECK(with_lma(v6 + "encapsulation = [\"gre\"]\n", own) == Lines{});
    CHECK(with_lma(v4 + "encapsulation = [\"device\"]\ndevice = \"wg0\"\n") == Lines{});

    CHECK(with_lma(v6 + "encapsulation = [\"gre\"]\n") ==
          Lines{"f:5:11: lma.address: 2001:db8::1 needs an IPv6 address of this gateway: set mag.address6"});
    CHECK(with_lma(v6, own) ==
          Lines{"f:4:1: lma.encapsulation: \"gre-udp\" needs an LMA with an IPv4 address: set "
                "encapsulation = [\"gre\"] or another"});
    CHECK(with_lma("address = \"2001:db8::11\"\nencapsulation = [\"gre\"]\n", own) ==
          Lines{"f:6:11: lma.address: 2001:db8::11 is this gateway's own address"});
    CHECK(with_lma(v4 + "encapsulation = []\n") ==
          Lines{"f:6:17: lma.encapsulation: names none: leave it out for [\"gre-udp\"]"});
    CHECK(with_lma(v4 + "encapsulation = [\"gre\", \"gre\"]\n") ==
          Lines{"f:6:17: lma.encapsulation: names one twice"});
    CHECK(with_lma(v4 + "encapsulation = [\"gre\", \"vxlan\", 5]\n") ==
          Lines{"f:6:25: lma.encapsulation: \"vxlan\" is unknown, expected one of \"gre-udp\", \"gre\", "
                "\"gre-unkeyed\", \"none\", \"device\"",
                "f:6:34: lma.encapsulation: is an integer, expected one of \"gre-udp\", \"gre\", "
                "\"gre-unkeyed\", \"none\", \"device\""});
    CHECK(
        with_lma(v4 + "encapsulation = [\"device\", \"gre\"]\ndevice = \"wg0\"\n") ==
        Lines{"f:6:17: lma.encapsulation: \"device\" stands alone: an LMA's answer cannot choose a tunnel of "
              "yours"});
    CHECK(with_lma(v4 + "encapsulation = [\"device\"]\n") ==
          Lines{"f:6:17: lma.encapsulation: \"device\" needs device = \"wg0\", or as your tunnel is called"});
    CHECK(with_lma(v4 + "device = \"wg0\"\n") ==
          Lines{"f:6:10: lma.device: is used by no encapsulation: leave it out, or set encapsulation = "
                "[\"device\"]"});
    CHECK(
        with_lma(v4 + "encapsulation = [\"gre\"]\nforce_udp = true\n") ==
        Lines{"f:7:13: lma.force_udp: is for \"gre-udp\" only: leave it out, or add that to encapsulation"});
    CHECK(with_lma(v4 + "heartbeat_interval = 29\n") ==
          Lines{"f:6:22: lma.heartbeat_interval: 29 s is too short: expected 0, or 30 or more (RFC 5847)"});
    CHECK(with_lma(v4 + "heartbeat_interval = 0\n") == Lines{});
    const auto redirect = with_lma(v4 + "redirect = true\n");
    REQUIRE(redirect.size() == 1);
    CHECK(redirect.front().find("binding.initial_handoff: lma.redirect needs \"new-interface\"") !=
          std::string::npos);
}

TEST_CASE("IPv6 addresses that cannot be") {
    for (const auto* address : {"::", "::1", "::ffff:10.0.0.1", "fe80::1", "ff02::1"})
        CHECK(faults(mag + fmt::format("address6 = \"{}\"\n", address) + lma + realm + wifi) ==
              Lines{fmt::format("f:3:12: mag.address6: \"{}\" is not the address of one host", address)});
    CHECK(faults(mag + "address6 = \"10.0.0.1\"\n" + lma + realm + wifi) ==
          Lines{"f:3:12: mag.address6: \"10.0.0.1\" is not an IPv6 address"});
}

TEST_CASE("tunnel devices that would have the same name, or one that is too long") {
    const auto with_lma = [](const std::string& name, const std::string& keys) {
        return faults(mag + lma + "encapsulation = [\"gre-udp\", \"gre\"]\n[[lma]]\nname = \"" + name +
                      "\"\naddress = \"10.106.37.41\"\n" + keys + realm + wifi);
    };
    CHECK(with_lma("LMA2", "") == Lines{});
    CHECK(with_lma("LMA1-2", "") ==
          Lines{"f:8:8: lma.name: tunnel device mag-LMA1-2 is that of LMA LMA1 already"});
    CHECK(with_lma("abcdefghij", "encapsulation = [\"gre\", \"none\"]\n") ==
          Lines{"f:10:17: lma.encapsulation: tunnel device mag-abcdefghij-2 has more than 15 characters: "
                "give the "
                "LMA a shorter name"});
    CHECK(with_lma("LMA2", "encapsulation = [\"device\"]\ndevice = \"mag-x\"\n") ==
          Lines{"f:11:10: lma.device: \"mag-x\" is the name of a tunnel of magd"});
    CHECK(faults(mag + lma +
                 "encapsulation = [\"device\"]\ndevice = \"wg0\"\n[[lma]]\nname = \"LMA2\"\naddress = "
                 "\"10.106.37.41\"\nencapsulation = [\"device\"]\ndevice = \"wg0\"\n" +
                 realm + wifi) ==
          Lines{"f:12:10: lma.device: tunnel device wg0 is that of LMA LMA1 already"});
    CHECK(faults(mag + lma + "encapsulation = [\"device\"]\ndevice = \"wlan0\"\n" + realm + wifi) ==
          Lines{"f:12:13: access.interface: \"wlan0\" is the tunnel to LMA LMA1"});
}

TEST_CASE("flows break out by an interface of its own") {
    const auto by = [](const std::string& interface) { return mag + "breakout = \"" + interface + "\"\n"; };
    CHECK(faults(by("eth0") + lma + realm + wifi).empty());
    CHECK(faults(by("mag-LMA1") + lma + realm + wifi) ==
          Lines{"f:3:12: mag.breakout: \"mag-LMA1\" is the name of a tunnel of magd"});
    CHECK(faults(by("wlan0") + lma + realm + wifi) ==
          Lines{"f:11:13: access.interface: \"wlan0\" is mag.breakout: clients' flows leave by it"});
    CHECK(faults(by("wg0") + lma + "encapsulation = [\"device\"]\ndevice = \"wg0\"\n" + realm + wifi) ==
          Lines{"f:8:10: lma.device: \"wg0\" is mag.breakout: the LMA's clients leave by a tunnel"});
}

TEST_CASE("authentication that is half there; no message shows a key") {
    const auto with = [](const std::string& keys, const magd::KeyFileReader& file = {}) {
        Lines lines;
        if (const auto config = magd::parse_config(mag + lma + keys + realm + wifi, file); !config)
            for (const auto& fault : config.error()) lines.push_back(magd::to_string(fault, "f"));
        return lines;
    };
    CHECK(with("spi = 256\n") == Lines{"f:6:7: lma.spi: needs key or key_file"});
    CHECK(with("key = \"hush\"\n") == Lines{"f:6:7: lma.key: needs spi"});
    CHECK(with("key_file = \"/k\"\n") == Lines{"f:6:12: lma.key_file: needs spi"});
    CHECK(with("spi = 256\nkey = \"hush\"\nkey_file = \"/k\"\n") ==
          Lines{"f:8:12: lma.key_file: stands beside key: leave one of them out"});
    CHECK(with("spi = 255\nkey = \"hush\"\n").size() == 1);
    for (const auto* key : {"0x", "0xhush", "0x123", "", "hush\\nhush"})
        CHECK(with(fmt::format("spi = 256\nkey = \"{}\"\n", key)) ==
              Lines{"f:7:7: lma.key: the key is not valid, expected text of at most 64 octets, or \"0x\" and "
                    "an even "
                    "number of hex digits"});
    const auto answer = [](std::expected<std::string, std::string> text) {
        return [text](const std::string&) { return text; };
    };
    CHECK(with("spi = 256\nkey_file = \"/k\"\n", answer(std::unexpected("cannot be read: no"))) ==
          Lines{"f:7:12: lma.key_file: /k cannot be read: no"});
    CHECK(with("spi = 256\nkey_file = \"/k\"\n", answer("hush\nhush\n")) ==
          Lines{"f:7:12: lma.key_file: /k holds no key, expected text of at most 64 octets, or \"0x\" and an "
                "even "
                "number of hex digits"});
    CHECK(with("spi = 256\nkey_file = \"/k\"\n", answer("")).size() == 1);
}
