#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config_support.hpp"

using namespace config_support;

TEST_CASE("realms whose LMAs, services or SSIDs cannot be") {
    const auto with_realm = [](const std::string& keys) {
        return faults(mag + lma + "[[realm]]\nname = \"a\"\n" + keys + wifi);
    };
    const auto first = [](const Lines& lines) { return lines.empty() ? "" : lines.front(); };
    CHECK(first(with_realm("lmas = []\n")) == "f:8:8: realm.lmas: names none: name one or more");
    CHECK(first(with_realm("lmas = [\"LMA1\", \"LMA1\"]\n")) == "f:8:8: realm.lmas: names \"LMA1\" twice");
    CHECK(first(with_realm("lma = \"LMA1\"\n")) ==
          "f:6:1: realm.lmas: is missing: names of the LMAs that serve the realm, the preferred one first");
    CHECK(first(with_realm("lmas = [\"LMA1\", \"LMA9\"]\n")) ==
          "f:8:8: realm.lmas: there is no [[lma]] with the name \"LMA9\"");
    CHECK(
        faults(mag + lma + "path_mtu = 1300\n" + realm + "services = \"dual\"\n" + wifi) ==
        Lines{
            "f:10:12: realm.services: IPv6 needs a path_mtu of 1328 or more, but that of LMA LMA1 is 1300"});
    CHECK(faults(mag + lma + realm +
                 "ssids = [\"x\"]\nvlans = [5]\n[[realm]]\nname = \"b\"\nlmas = "
                 "[\"LMA1\"]\nssids = [\"x\"]\nvlans = [5, 0]\n" +
                 wifi) ==
          Lines{"f:14:9: realm.ssids: \"x\" is of realm example.com already",
                "f:15:13: realm.vlans: 0 is out of range, expected an integer from 1 to 4094"});
    CHECK(faults(mag + lma + realm +
                 "[[realm]]\nname = \"b\"\nlmas = [\"LMA1\"]\n[[access]]\ninterface = "
                 "\"wlan0\"\nssid = \"y\"\n") ==
          Lines{"f:12:1: access.realm: is missing: name it, or list the ssid or the vlan in a [[realm]]"});
}

TEST_CASE("an access network that cannot be told") {
    CHECK(faults(smallest + "ap_name = \"lobby\"\nlatitude = 90.5\n") ==
          Lines{"f:12:11: access.ap_name: needs ssid: the option has no place for it alone (RFC 6757)",
                "f:13:12: access.latitude: 90.5 is out of range, expected a number from -90 to 90 degrees",
                "f:13:12: access.latitude: latitude and longitude go together"});
    CHECK(faults(smallest + "operator = \"wifi.example\"\noperator_number = 9\n") ==
          Lines{"f:13:19: access.operator_number: the option has place for one: leave out this or operator "
                "(RFC 6757)"});
    CHECK(faults(smallest + "latitude = nan\nlongitude = inf\n").size() == 2);
    CHECK(faults(smallest + "ssid = \"123456789012345678901234567890123\"\n").size() == 1);
}

TEST_CASE("clients that cannot be told apart, or are told twice") {
    const auto with = [](const std::string& clients) { return faults(smallest + clients); };
    const std::string one = "[[client]]\nmac = \"00:23:c2:db:29:2d\"\n";
    const std::string vendor = "[[client]]\nmac = \"00:23:c2:00:00:00/24\"\n";
    const std::string unused = "never counts: a [[client]] before it takes all of these; put this one first";
    CHECK(with(vendor + one + "[[client]]\n") == Lines{});
    CHECK(with(one + "deny = true\n" + one) == Lines{"f:16:7: client.mac: " + unused});
    CHECK(with(one + one + "interface = \"wlan0\"\n") == Lines{"f:15:7: client.mac: " + unused});
    CHECK(with(one + "interface = \"wlan0\"\n" + one) == Lines{});
    CHECK(with("[[client]]\n[[client]]\n") == Lines{"f:13:1: client.mac: " + unused});

    CHECK(with("[[client]]\nmac = \"00:23:c2:db:29:2d/24\"\n") ==
          Lines{"f:13:7: client.mac: \"00:23:c2:db:29:2d/24\" has bits beyond its length: the prefix is "
                "\"00:23:c2:00:00:00/24\""});
    for (const auto* mac : {"00:23:c2:*", "00:23:c2:db:29:2d/49", "00:23:c2:db:29:2d/", "/24", ""})
        CHECK(with(fmt::format("[[client]]\nmac = \"{}\"\n", mac)) ==
              Lines{fmt::format(
                  "f:13:7: client.mac: \"{}\" is not a MAC address such as \"00:23:c2:db:29:2d\", or "
                  "the first bits of many such as \"00:23:c2:00:00:00/24\"",
                  mac)});

    CHECK(with(vendor + "nai = \"a@b\"\ndownlink_key = 5\n") ==
          Lines{"f:14:7: client.nai: is for one client: mac must be a whole address",
                "f:15:16: client.downlink_key: is for one client: mac must be a whole address"});
    CHECK(with(one + "nai = \"a@b\"\ndownlink_key = 5\n[[client]]\nmac = \"00:23:c2:db:29:2e\"\nnai = "
                     "\"a@b\"\ndownlink_key = 5\n") ==
          Lines{"f:18:7: client.nai: \"a@b\" is another client's already",
                "f:19:16: client.downlink_key: 5 is another client's already"});
    for (const auto* nai : {"alice", "@b", "a@", "a@b@c", "a b@c"})
        CHECK(with(one + fmt::format("nai = \"{}\"\n", nai)).size() == 1);

    CHECK(with(one + "interface = \"wlan9\"\nssid = \"x\"\nvlan = 7\nrealm = \"y\"\n") ==
          Lines{"f:14:13: client.interface: there is no [[access]] with the interface \"wlan9\"",
                "f:15:8: client.ssid: there is no [[access]] with the ssid \"x\"",
                "f:16:8: client.vlan: there is no [[access]] with the vlan \"7\"",
                "f:17:9: client.realm: there is no [[realm]] with the name \"y\""});
    CHECK(with(one + "reason = \"x\"\n") == Lines{"f:14:10: client.reason: needs deny = true"});
    CHECK(with(one + "deny = true\nservices = \"dual\"\n") ==
          Lines{"f:15:12: client.services: means nothing beside deny = true"});
}
