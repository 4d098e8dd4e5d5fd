#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config_support.hpp"

using namespace config_support;

// Faults are at the value, or at the header of the section that lacks it. `smallest` has
// 10 lines: [mag] 1, [[lma]] 3, [[realm]] 6, [[access]] 9 to 11.

TEST_CASE("an empty file lacks every required section") {
    CHECK(faults("") == Lines{
                            "f:1:1: mag: section [mag] is missing",
                            "f:1:1: lma: section [[lma]] is missing",
                            "f:1:1: realm: section [[realm]] is missing",
                            "f:1:1: access: section [[access]] is missing",
                        });
}

TEST_CASE("faults as text have a line each") {
    CHECK(magd::to_string(magd::ConfigFaults{{2, 5, "lma.name", "x"}, {0, 0, "", "y"}}, "f") ==
          "f:2:5: lma.name: x\nf: y\n");
}

TEST_CASE("a syntax error is the only fault, with its place") {
    const auto lines = faults("[mag]\naddress = \"10.0.0.1\nport = 70000\n");
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("f:2:"));
    CHECK(faults("[mag]\n[mag]\n").size() == 1);
    CHECK(faults("\xff\xfe").size() == 1);
}

TEST_CASE("all faults come at once, in the order of the text") {
    CHECK(faults(R"([mag]
address = 10
prot = 5436

[[lma]]
address = "10.106.37.400"
path_mtu = 1200

[[realm]]
name = "example.com"
lmas = ["LMA2"]

[[access]]
interface = "wlan0"
realm = "example.org"
technology = "wlan"
triggers = ["dhcp", "wpa"]

[bindings]
)") == Lines{
           "f:2:11: mag.address: is an integer, expected an IPv4 address",
           "f:3:8: mag.prot: unknown key, did you mean \"port\"?",
           "f:5:1: lma.name: is missing: name of the LMA; the tunnel device is mag-NAME",
           "f:6:11: lma.address: \"10.106.37.400\" is not an IPv4 or IPv6 address",
           "f:7:12: lma.path_mtu: 1200 is out of range, expected an integer from 1280 to 65535 octets",
           "f:11:8: realm.lmas: there is no [[lma]] with the name \"LMA2\"",
           "f:15:9: access.realm: there is no [[realm]] with the name \"example.org\"",
           "f:16:14: access.technology: \"wlan\" is unknown, expected one of \"wifi\", \"ethernet\", "
           "\"virtual\"",
           "f:17:21: access.triggers: \"wpa\" is unknown, expected one of \"dhcp\", \"arp\", "
           "\"layer2-update\", "
           "\"hostapd\", \"nl80211\", \"bridge\", \"radius\"",
           "f:19:1: bindings: unknown section, did you mean [binding]?",
       });
}

TEST_CASE("sections written the wrong way") {
    CHECK(faults(smallest + "[[binding]]\nlifetime = 600\n") ==
          Lines{"f:12:1: binding: write [binding]: there is only one"});
    CHECK(faults(mag + "[lma]\nname = \"LMA1\"\naddress = \"10.106.37.40\"\n" + realm + wifi) ==
          Lines{"f:3:1: lma: write [[lma]]: there may be several"});
    CHECK(faults("dhcp = 5\nlevel = \"info\"\n" + smallest) ==
          Lines{"f:1:8: dhcp: is a section: write [dhcp]", "f:2:9: level: stands outside any section"});
    CHECK(faults("lma = []\n" + mag + realm + wifi).front() == "f:1:7: lma: is a section: write [[lma]]");
    CHECK(faults(smallest + "[zebra]\n") ==
          Lines{"f:12:1: zebra: unknown section, expected one of mag, lma, "
                "realm, access, radius, nas, client, identity, binding, dhcp, "
                "kernel, control, log"});
    CHECK(
        faults(smallest + "[log]\nlevel.x = 1\n") ==
        Lines{"f:13:1: log.level: is a table, expected one of \"debug\", \"info\", \"warning\", \"error\""});
}

TEST_CASE("names that are taken already") {
    CHECK(faults(smallest + lma) == Lines{"f:13:8: lma.name: \"LMA1\" is the name of another LMA already",
                                          "f:14:11: lma.address: 10.106.37.40 is the address of another LMA "
                                          "already: one tunnel leads there"});
    CHECK(faults(smallest + realm) ==
          Lines{"f:13:8: realm.name: \"example.com\" is the name of another realm already"});
    CHECK(faults(smallest + wifi) ==
          Lines{"f:13:13: access.interface: \"wlan0\" has another [[access]] already"});
}

TEST_CASE("addresses that cannot be") {
    for (const auto* address : {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255"})
        CHECK(faults(fmt::format("[mag]\naddress = \"{}\"\n", address) + lma + realm + wifi) ==
              Lines{fmt::format("f:2:11: mag.address: \"{}\" is not the address of one host", address)});
    CHECK(faults("[mag]\naddress = \"10.0.0.0/8\"\n" + lma + realm + wifi) ==
          Lines{"f:2:11: mag.address: \"10.0.0.0/8\" is not an IPv4 address"});
    CHECK(faults("[mag]\naddress = \"10.106.37.40\"\n" + lma + realm + wifi) ==
          Lines{"f:5:11: lma.address: 10.106.37.40 is this gateway's own address"});
    CHECK(faults(smallest + "[dhcp]\ndns = [\"8.8.8.8\", 5, \"x\"]\n") ==
          Lines{"f:13:19: dhcp.dns: is an integer, expected an IPv4 address",
                "f:13:22: dhcp.dns: \"x\" is not an IPv4 address"});
    CHECK(faults(smallest + "[dhcp]\ndns = \"8.8.8.8\"\n") ==
          Lines{"f:13:7: dhcp.dns: is a string, expected a list, each an IPv4 address"});
}

TEST_CASE("names that cannot be") {
    const auto lma_named = [](const std::string& name) {
        return faults(mag + "[[lma]]\nname = \"" + name + "\"\naddress = \"10.106.37.40\"\n" + realm + wifi)
            .front();
    };
    const std::string expected = " is not valid, expected 1 to 11 characters of A-Z a-z 0-9 _ -";
    CHECK(lma_named("") == "f:4:8: lma.name: \"\"" + expected);
    CHECK(lma_named("a b") == "f:4:8: lma.name: \"a b\"" + expected);
    CHECK(lma_named("abcdefghijkl") == "f:4:8: lma.name: \"abcdefghijkl\"" + expected);
    CHECK(lma_named("\\u001b[2J") == "f:4:8: lma.name: \"?[2J\"" + expected);

    const auto interface_named = [](const std::string& name) {
        return faults(mag + lma + realm + "[[access]]\ninterface = \"" + name +
                      "\"\nrealm = \"example.com\"\n");
    };
    CHECK(interface_named("br-lan.100") == Lines{});
    for (const std::string name : {"", ".", "..", "a/b", "a:b", "a b", "abcdefghijklmnop"})
        CHECK(interface_named(name) ==
              Lines{"f:10:13: access.interface: \"" + name +
                    "\" is not valid, expected the name of an interface: 1 to 15 characters"});
    CHECK(interface_named("mag-LMA1") ==
          Lines{"f:10:13: access.interface: \"mag-LMA1\" is the name of a tunnel of magd"});

    CHECK(faults(smallest + "[control]\nsocket = \"run/magd.sock\"\n") ==
          Lines{"f:13:10: control.socket: \"run/magd.sock\" is not valid, expected an absolute path of at "
                "most 107 "
                "octets"});
    CHECK(faults(smallest + "[control]\nsocket = \"/" + std::string(107, 'x') + "\"\n").size() == 1);
    CHECK(faults(smallest + "[control]\nsocket = \"/" + std::string(106, 'x') + "\"\n") == Lines{});
    CHECK(faults(smallest + "[control]\ngroup = \"\"\n") == Lines{});
    CHECK(faults(smallest + "[control]\ngroup = \"a:b\"\n").size() == 1);
}

TEST_CASE("timers that contradict each other") {
    CHECK(
        faults(smallest + "[binding]\nlifetime = 600\nrefresh_before = 600\n") ==
        Lines{"f:14:18: binding.refresh_before: refresh_before (600 s) must be less than lifetime (600 s)"});
    CHECK(faults(smallest + "[binding]\nlifetime = 300\n") ==
          Lines{"f:13:12: binding.lifetime: refresh_before (300 s) must be less than lifetime (300 s)"});
    CHECK(faults(smallest + "[binding]\nlifetime = 301\n") == Lines{});
    CHECK(faults(smallest + "[binding]\nretransmit_maximum = 999\n") ==
          Lines{"f:13:22: binding.retransmit_maximum: retransmit_maximum (999 ms) must not be less than "
                "retransmit_initial (1000 ms)"});
}

TEST_CASE("marks that cannot hold the number of every LMA") {
    const auto with_mask = [](const std::string& mask) {
        return faults(mag + lma + "[[lma]]\nname = \"LMA2\"\naddress = \"10.106.37.41\"\n" + realm + wifi +
                      "[kernel]\nmark_mask = " + mask + "\n");
    };
    CHECK(with_mask("\"0x3\"") == Lines{});
    CHECK(with_mask("\"0x80000000\"") == Lines{"f:16:13: kernel.mark_mask: 0x80000000 has room for 1 paths "
                                               "(LMAs and their encapsulations), but there are 2"});
    CHECK(with_mask("\"0x5\"") ==
          Lines{"f:16:13: kernel.mark_mask: 0x5 has gaps: its bits must be contiguous"});
    CHECK(with_mask("0") == Lines{"f:16:13: kernel.mark_mask: has no bit"});
    for (const auto* text : {"\"255\"", "\"0x\"", "\"0x1ffffffff\"", "\"0xfg\"", "\"0x-1\""})
        CHECK(with_mask(text) ==
              Lines{fmt::format(
                  "f:16:13: kernel.mark_mask: {} is not valid, expected a mask of 32 bits such as "
                  "\"0xff\"",
                  text)});
    CHECK(with_mask("-1").size() == 1);
    CHECK(with_mask("true").size() == 1);
}

TEST_CASE("routing tables that are the kernel's own or do not exist") {
    const auto with_base = [](const std::string& base) {
        return faults(smallest + "[kernel]\ntable_base = " + base + "\n");
    };
    CHECK(with_base("250") == Lines{}); // 250, 251, 252
    CHECK(with_base("251") ==
          Lines{"f:13:14: kernel.table_base: tables 251 to 253 are needed, but 253 to 255 are the "
                "kernel's own"});
    CHECK(with_base("255").size() == 1);
    CHECK(with_base("256") == Lines{});
    CHECK(with_base("4294967293") == Lines{});
    CHECK(with_base("4294967294") ==
          Lines{"f:13:14: kernel.table_base: 3 tables from 4294967294 on exceed 32 bits"});
}
