#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tools/magctl/render.hpp"

using nlohmann::json;

namespace {

const json active = json::parse(R"({
    "mac": "00:23:c2:db:29:2d", "nai": "0023.c2db.292d@ciscotacbangalore.com", "state": "ACTIVE", "state_seconds": 12,
    "reason": null, "interface": "wlan0", "access_technology": "802.11", "realm": "ciscotacbangalore.com",
    "lma": "LMA1", "lma_address": "10.106.37.40", "encapsulation": "gre-udp", "services": "ipv4",
    "home_prefixes": [], "told": [], "home_address": "192.168.5.44", "prefix_length": 24,
    "default_router": "192.168.5.1", "uplink_key": 100, "downlink_key": 1, "lifetime": 3600, "lifetime_left": 3588,
    "refresh_in": 3288, "handoffs": 0, "attempts": 0, "retry_in": null, "dhcp": {"last": "ACK", "seconds": 3}
})");

constexpr auto* active_text = R"(MAC 00:23:c2:db:29:2d
  NAI               0023.c2db.292d@ciscotacbangalore.com
  State             ACTIVE for 12 s
  Interface         wlan0 (802.11)
  LMA               LMA1 10.106.37.40
  Services          ipv4 over gre-udp
  Home address      192.168.5.44/24
  Default router    192.168.5.1
  GRE keys          upstream 100, downstream 1
  Lifetime          3600 s, 3588 s left, refresh in 3288 s
  DHCP              ACK 3 s ago
  Handoffs          0
)";

/// A client whose LMA does not answer.
json waiting() {
    auto row = active;
    row.update(
        json::parse(R"({"state": "INIT", "state_seconds": 7, "reason": "LMA1 does not answer", "attempts": 3,
        "retry_in": 1, "home_address": null, "prefix_length": null, "default_router": null, "uplink_key": null,
        "lifetime": null, "lifetime_left": null, "refresh_in": null, "dhcp": null})"));
    return row;
}

constexpr auto* waiting_text = R"(MAC 00:23:c2:db:29:2d
  NAI               0023.c2db.292d@ciscotacbangalore.com
  State             INIT for 7 s
  Reason            LMA1 does not answer
  Registration      sent 3 times, next in 1 s
  Interface         wlan0 (802.11)
  LMA               LMA1 10.106.37.40
  Services          ipv4 over gre-udp
  Home address      -
  Default router    -
  GRE keys          upstream -, downstream 1
  Lifetime          -
  DHCP              -
  Handoffs          0
)";

} // namespace

TEST_CASE("bindings") {
    CHECK(magctl::render_bindings(json::array({active})) == active_text);
    CHECK(magctl::render_bindings(json::array({waiting()})) == waiting_text);
    CHECK(magctl::render_bindings(json::array({active, waiting()})) ==
          std::string(active_text) + "\n" + waiting_text);
    CHECK(magctl::render_bindings(json::array()) == "No clients.\n");
}

TEST_CASE("the line on the registration") {
    auto row = active;
    const auto has_line = [&](const std::string& line) {
        return magctl::render_bindings(json::array({row})).find("  Registration      " + line + "\n") !=
               std::string::npos;
    };
    row["attempts"] = 1;
    CHECK(has_line("sent 1 time"));
    row["retry_in"] = 30;
    CHECK(has_line("sent 1 time, next in 30 s"));
    row["attempts"] = 0;
    CHECK(has_line("next in 30 s"));
}

TEST_CASE("what a client does without, its service, access network and group") {
    auto row = active;
    row.update(json::parse(R"({"services": "dual", "without": ["IPv6", "GRE keys"], "service": "internet",
        "access_network": "ANI Network-Identifier cafe", "bulk_group": 77})"));
    const auto text = magctl::render_bindings(json::array({row}));
    for (const auto* line :
         {"  Services          dual over gre-udp, without IPv6, GRE keys\n", "  Service           internet\n",
          "  Bulk group        77\n", "  Access network    ANI Network-Identifier cafe\n"}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
}

TEST_CASE("a client with IPv6, and what its LMA told") {
    auto row = active;
    row.update(
        json::parse(R"({"services": "dual", "encapsulation": "gre", "home_prefixes": ["2001:db8:1::/64",
        "2001:db8:2::/64"], "default_router6": "fe80::1", "home_address6": "2001:db8:1::5", "told": ["QoS dscp 46", "NATDET keepalive 110 s"]})"));
    const auto text = magctl::render_bindings(json::array({row}));
    CHECK(text.find("  Services          dual over gre\n") != std::string::npos);
    CHECK(text.find("  Home prefixes     2001:db8:1::/64, 2001:db8:2::/64 from fe80::1\n") !=
          std::string::npos);
    CHECK(text.find("  IPv6 address      2001:db8:1::5\n") != std::string::npos);
    CHECK(text.find("  LMA told          QoS dscp 46, NATDET keepalive 110 s\n") != std::string::npos);
}

TEST_CASE("differences of the kernel") {
    const auto found = json::parse(R"([{"kind": "missing", "object": "FOU port 5436"},
        {"kind": "unexpected", "object": "route 192.168.5.44/32 dev wlan0 table 5300"}])");
    CHECK(magctl::render_differences(found, "Well.") ==
          "missing     FOU port 5436\n"
          "unexpected  route 192.168.5.44/32 dev wlan0 table 5300\n");
    CHECK(magctl::render_differences(json::array(), "Well.") == "Well.\n");
}

TEST_CASE("LMAs") {
    auto lma = json::parse(
        R"({"name":"LMA1","address":"10.106.37.40","tunnels":[{"encapsulation":"gre-udp","device":"mag-LMA1","mtu":1464},
            {"encapsulation":"gre","device":"mag-LMA1-2","mtu":1472}],
            "bindings":2,"path":"up","draining":false,"held_down":null,"restart_counter":7,"load":null,
            "timers":{"refresh_before":300,"retransmit_initial_ms":1000,"retransmit_maximum_ms":32000},
            "heartbeat":{"interval":60,"next":3,"unanswered":0,"round_trip_ms":12}})");
    CHECK(magctl::render_lmas(json::array({lma})) == R"(LMA1
  Address           10.106.37.40
  Path              up
  Heartbeat         every 60 s, round trip 12 ms
  Restart counter   7
  Timers            refresh 300 s before the end, retransmission 1000 to 32000 ms
  Tunnel            mag-LMA1: gre-udp, MTU 1464
  Tunnel            mag-LMA1-2: gre, MTU 1472
  Bindings          2
)");
    lma.update(json::parse(R"({"path":"down","draining":true,"held_down":50,
        "authentication_refused":true,"unauthentic_answers":3,
        "load":{"priority":1,"sessions_in_use":2,"maximum_sessions":3,"used_capacity":4,"maximum_capacity":5},
        "heartbeat":{"interval":60,"next":3,"unanswered":4,"round_trip_ms":null}})"));
    CHECK(magctl::render_lmas(json::array({lma})) == R"(LMA1
  Address           10.106.37.40
  Path              down, draining, refuses the authentication: no updates, passed over for 50 s
  Heartbeat         every 60 s, 4 unanswered
  Restart counter   7
  Timers            refresh 300 s before the end, retransmission 1000 to 32000 ms
  Tunnel            mag-LMA1: gre-udp, MTU 1464
  Tunnel            mag-LMA1-2: gre, MTU 1472
  Bindings          2
  Answers           3 failed authentication
  Load              priority 1, sessions 2 of 3, capacity 4 of 5
)");
    CHECK(magctl::render_lmas(json::array()) == "No LMAs.\n");
}

TEST_CASE("counters are aligned, and zero ones left out unless asked for") {
    const auto counters = json::parse(R"([
        {"name":"pbu_initial_sent","value":120,"help":"first copies"},
        {"name":"pba_rejected","value":0,"help":"refusals"},
        {"name":"pba_accepted","value":7,"help":"acceptances"}])");
    CHECK(magctl::render_counters(counters, false) == "pbu_initial_sent  120  first copies\n"
                                                      "pba_accepted        7  acceptances\n");
    CHECK(magctl::render_counters(counters, true) == "pbu_initial_sent  120  first copies\n"
                                                     "pba_rejected        0  refusals\n"
                                                     "pba_accepted        7  acceptances\n");
    CHECK(magctl::render_counters(json::array(), true) == "Every counter is zero.\n");
}

TEST_CASE("traffic is a table, a client a line") {
    const auto clients = json::parse(R"([
        {"mac":"00:23:c2:db:29:2d","home_address":"192.168.5.44","home_prefixes":[],
         "uplink_packets":3,"uplink_octets":252,"downlink_packets":2,"downlink_octets":168},
        {"mac":"00:23:c2:db:29:2e","home_address":null,"home_prefixes":["2001:db8:5::/64"],
         "uplink_packets":0,"uplink_octets":0,"downlink_packets":0,"downlink_octets":0}])");
    CHECK(magctl::render_traffic(clients) == "MAC                Home address            Packets up        "
                                             "Octets up  Packets down      Octets down\n"
                                             "00:23:c2:db:29:2d  192.168.5.44                     3          "
                                             "    252             2              168\n"
                                             "00:23:c2:db:29:2e  2001:db8:5::/64                  0          "
                                             "      0             0                0\n");
    CHECK(magctl::render_traffic(json::array()) == "No clients.\n");
}

TEST_CASE("attach and detach") {
    CHECK(magctl::render_client(json{{"mac", "00:23:c2:db:29:2d"}, {"state", "INIT"}}) ==
          "00:23:c2:db:29:2d INIT\n");
    CHECK(magctl::render_client(waiting()) == "00:23:c2:db:29:2d INIT: LMA1 does not answer\n");
}

TEST_CASE("a reload") {
    CHECK(magctl::render_reload(json::parse(R"({"clients": 2, "needs_restart": []})")) ==
          "Reloaded; clients concerned: 2.\n");
    CHECK(
        magctl::render_reload(json::parse(R"({"clients": 0, "needs_restart": ["mag.port", "lma.name"]})")) ==
        "Reloaded; clients concerned: 0.\nneeds a restart: mag.port\nneeds a restart: lma.name\n");
}

TEST_CASE("nothing that the daemon sends can steer the terminal or stop the rendering") {
    auto row = active;
    row["nai"] = "\x1b[2J\nevil\x7f";
    CHECK(magctl::render_bindings(json::array({row})).find("  NAI               ?[2J?evil?\n") !=
          std::string::npos);
    for (const auto& odd :
         {json(), json(5), json("x"), json::object(), json::array({1, "x", nullptr, json::array()}),
          json::array({json{{"dhcp", 5}, {"attempts", "x"}, {"value", "x"}}})}) {
        CAPTURE(odd.dump());
        CHECK(magctl::render_bindings(odd).ends_with('\n'));
        CHECK(magctl::render_lmas(odd).ends_with('\n'));
        CHECK(magctl::render_counters(odd, true).ends_with('\n'));
        CHECK(magctl::render_client(odd).ends_with('\n'));
        CHECK(magctl::render_reload(odd).ends_with('\n'));
    }
}

TEST_CASE("--json gives the result as it came") {
    magctl::Command command;
    command.json = true;
    CHECK(json::parse(magctl::render(command, active)) == active);
    CHECK(magctl::render(command, json::array()) == "[]\n");
}

TEST_CASE("each view has its text") {
    magctl::Command command;
    command.view = magctl::View::bindings;
    CHECK(magctl::render(command, json::array()) == "No clients.\n");
    command.view = magctl::View::lmas;
    CHECK(magctl::render(command, json::array()) == "No LMAs.\n");
    command.view = magctl::View::counters;
    CHECK(magctl::render(command, json::array()) == "Every counter is zero.\n");
}

TEST_CASE("a trace is a step a line") {
    const auto steps = json::parse(R"([
        {"time": "2023-11-14T22:13:10.000000Z", "after_ms": null, "text": "attach on wlan0"},
        {"time": "2023-11-14T22:13:10.001500Z", "after_ms": 1.5, "text": "a\u001b[31mb"}])");
    CHECK(magctl::render_trace(steps) == "2023-11-14T22:13:10.000000Z                attach on wlan0\n"
                                         "2023-11-14T22:13:10.001500Z     +1.500 ms  a?[31mb\n");
    CHECK(magctl::render_trace(json::array({7})) == "-                -\n");
}
