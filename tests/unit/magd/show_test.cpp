#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "magd/pmip/codec.hpp"
#include "magd/pmip/counters.hpp"
#include "magd/show.hpp"

using nlohmann::json;
using namespace std::chrono_literals;
namespace show = magd::show;

namespace {

constexpr base::Address lma_address = base::Ipv4{0x0a6a2528};
const pmip::TimePoint start{1000s};

/// The reference flow's client, a moment after its attach at `start`.
pmip::Binding active_binding() {
    pmip::Binding binding;
    binding.profile = {.mac = {{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}},
                       .mn_id = {.identifier = "0023.c2db.292d@ciscotacbangalore.com"},
                       .realm = "ciscotacbangalore.com",
                       .lmas = {"LMA1"},
                       .access_technology = pmip::AccessTechnology::ieee80211,
                       .link_layer_id = {},
                       .access = base::IfIndex{3},
                       .access_name = "wlan0"};
    binding.lma = "LMA1";
    binding.phase = pmip::Phase::active;
    binding.ipv4 = pmip::Ipv4Session{.home_address = {{0xc0a8052c}, 24}, .default_router = {0xc0a80501}};
    binding.downlink_key = 1;
    binding.uplink_key = 100;
    binding.lifetime = 3600s;
    binding.since = start;
    binding.expires = start + 3600s;
    binding.refresh_at = start + 3300s;
    return binding;
}

} // namespace

TEST_CASE("the reference flow's binding, 12 s after its attach") {
    const show::LastDhcp dhcp{.message = "ACK", .at = start + 9s, .option_82 = {1, 1, 7}};
    CHECK(show::binding(active_binding(), lma_address, &dhcp, start + 12s) == json::parse(R"({
        "mac": "00:23:c2:db:29:2d",
        "nai": "0023.c2db.292d@ciscotacbangalore.com",
        "state": "ACTIVE",
        "state_seconds": 12,
        "reason": null,
        "interface": "wlan0",
        "access_technology": "802.11",
        "realm": "ciscotacbangalore.com",
        "lma": "LMA1",
        "lma_address": "10.106.37.40",
        "encapsulation": "gre-udp",
        "services": "ipv4",
        "home_prefixes": [],
        "home_address6": null,
        "default_router6": null,
        "without": [],
        "service": null,
        "access_network": null,
        "told": [],
        "bulk_group": null,
        "home_address": "192.168.5.44",
        "prefix_length": 24,
        "default_router": "192.168.5.1",
        "uplink_key": 100,
        "downlink_key": 1,
        "lifetime": 3600,
        "lifetime_left": 3588,
        "refresh_in": 3288,
        "handoffs": 0,
        "attempts": 0,
        "retry_in": null,
        "dhcp": {"last": "ACK", "seconds": 3, "option_82": "01:01:07"}
    })"));
}

TEST_CASE("what has passed and what is left add up, and never go below zero") {
    const auto row = show::binding(active_binding(), lma_address, nullptr, start + 12400ms);
    CHECK(row["state_seconds"] == 12);
    CHECK(row["lifetime_left"] == 3588);
    const auto late = show::binding(active_binding(), lma_address, nullptr, start + 4000s);
    CHECK(late["lifetime_left"] == 0);
    CHECK(late["refresh_in"] == 0);
    CHECK(show::binding(active_binding(), lma_address, nullptr, start - 5s)["state_seconds"] == 0);
}

TEST_CASE("a client whose LMA is silent: every key is there, null where there is nothing yet") {
    pmip::Binding binding;
    binding.profile = active_binding().profile;
    binding.phase = pmip::Phase::init;
    binding.reason = "LMA1 does not answer";
    binding.downlink_key = 1;
    binding.since = start;
    binding.exchange = pmip::Exchange{.copies = {}, .sent = 3, .started = start, .next = start + 7s};
    const auto row = show::binding(binding, lma_address, nullptr, start + 4s);
    CHECK(row["state"] == "INIT");
    CHECK(row["reason"] == "LMA1 does not answer");
    CHECK(row["attempts"] == 3);
    CHECK(row["retry_in"] == 3);
    for (const auto* key :
         {"home_address", "prefix_length", "default_router", "default_router6", "home_address6", "uplink_key",
          "lifetime", "lifetime_left", "refresh_in", "dhcp"}) {
        CAPTURE(key);
        CHECK(row.at(key).is_null());
    }
    CHECK(row.size() == show::binding(active_binding(), lma_address, nullptr, start).size());
}

TEST_CASE("a refused client shows when it is tried again; a muted exchange is not sent again") {
    auto binding = active_binding();
    binding.phase = pmip::Phase::null;
    binding.retry_at = start + 30s;
    CHECK(show::binding(binding, lma_address, nullptr, start)["retry_in"] == 30);
    binding.exchange =
        pmip::Exchange{.muted = true, .copies = {}, .sent = 1, .started = start, .next = start + 7s};
    CHECK(show::binding(binding, lma_address, nullptr, start)["retry_in"].is_null());
    CHECK(show::binding(binding, lma_address, nullptr, start)["attempts"] == 1);
}

TEST_CASE("every access technology has a name") {
    for (unsigned number = 0; number <= 5; ++number)
        CHECK(show::name(static_cast<pmip::AccessTechnology>(number)) != "unknown");
    CHECK(show::name(static_cast<pmip::AccessTechnology>(9)) == "unknown");
}

TEST_CASE("a dual session and what the LMA told of it") {
    auto binding = active_binding();
    binding.profile.ipv6 = true;
    binding.encapsulation = pmip::Encapsulation::ip;
    binding.group = 77;
    binding.ipv6 = pmip::Ipv6Session{.home_prefixes = {{*base::parse_ipv6("2001:db8:1::"), 64}},
                                     .home_address = *base::parse_ipv6("2001:db8:1::5")};
    binding.told = {pmip::ServiceSelection{.service = "internet"}};
    const auto row = show::binding(binding, lma_address, nullptr, start);
    CHECK(row["services"] == "dual");
    CHECK(row["encapsulation"] == "none");
    CHECK(row["bulk_group"] == 77);
    CHECK(row["home_prefixes"] == json{"2001:db8:1::/64"});
    CHECK(row["home_address6"] == "2001:db8:1::5");
    CHECK(row["told"] == json{pmip::describe(binding.told.front())});
    binding.profile.ipv4 = false;
    CHECK(show::binding(binding, lma_address, nullptr, start)["services"] == "ipv6");
}

TEST_CASE("what a client does without is of the LMA that serves it") {
    auto binding = active_binding();
    binding.barred = std::map<std::string, pmip::Barred>{{"LMA2", {.ipv4 = true, .ipv6 = true}}};
    binding.waived = {.gre = true, .force_udp = true};
    const auto row = [&] { return show::binding(binding, lma_address, nullptr, start); };
    CHECK(row()["without"] == json{"GRE keys", "forced UDP"});
    binding.lma = "LMA2";
    binding.waived = {};
    CHECK(row()["without"] == json{"IPv4", "IPv6"});
}

TEST_CASE("what the LMA is told of the client's access and service") {
    auto binding = active_binding();
    binding.profile.service = "internet";
    binding.profile.access_network = pmip::AccessNetworkIdentifier{
        {pmip::NetworkIdentifier{.utf8 = true, .network = "cafe", .access_point = "lobby"}}};
    const auto row = show::binding(binding, lma_address, nullptr, start);
    CHECK(row["service"] == "internet");
    CHECK(row["access_network"] == "ANI Network-Identifier cafe at lobby");
}

TEST_CASE("an LMA that nothing was heard of") {
    CHECK(show::lma({.name = "LMA1",
                     .address = lma_address,
                     .tunnels = {{pmip::Encapsulation::gre_udp, "mag-LMA1", 1464}},
                     .bindings = 2,
                     .peer = {}},
                    start) == json::parse(R"({
        "name": "LMA1", "address": "10.106.37.40", "tunnels": [{"encapsulation": "gre-udp",
        "device": "mag-LMA1", "mtu": 1464}], "bindings": 2, "path": "unknown", "draining": false, "held_down": null, "heartbeat": null,
        "authentication_refused": false, "unauthentic_answers": 0,
        "timers": {"refresh_before": 0, "retransmit_initial_ms": 0, "retransmit_maximum_ms": 0},
        "restart_counter": null, "load": null})"));
}

TEST_CASE("an LMA with heartbeats and load") {
    pmip::Peer peer;
    peer.path = pmip::Peer::Path::up;
    peer.draining = true;
    peer.held_down = start + 5s;
    peer.auth_refused = true;
    peer.unauthentic_answers = 3;
    peer.timers.heartbeat_interval = 60s;
    peer.beat.next = start + 30s;
    peer.beat.unanswered = 1;
    peer.beat.round_trip = pmip::Milliseconds{12};
    peer.restart_counter = 7;
    peer.load = pmip::LoadInformation{.priority = 1,
                                      .sessions_in_use = 2,
                                      .maximum_sessions = 3,
                                      .used_capacity = 4,
                                      .maximum_capacity = 5};
    const show::Lma lma{.name = "A", .address = {}, .tunnels = {}, .peer = peer};
    const auto row = show::lma(lma, start);
    CHECK(row["path"] == "up");
    CHECK(row["draining"] == true);
    CHECK(row["authentication_refused"] == true);
    CHECK(row["unauthentic_answers"] == 3);
    CHECK(row["held_down"] == 5);
    CHECK(row["heartbeat"] ==
          json::parse(R"({"interval": 60, "next": 30, "unanswered": 1, "round_trip_ms": 12})"));
    CHECK(row["restart_counter"] == 7);
    CHECK(row["load"] == json::parse(R"({"priority": 1, "sessions_in_use": 2, "maximum_sessions": 3,
        "used_capacity": 4, "maximum_capacity": 5})"));
    CHECK(show::lma(lma, start + 5s)["held_down"].is_null());
    CHECK(show::lma(lma, start).size() ==
          show::lma({.name = "", .address = {}, .tunnels = {}, .peer = {}}, start).size());
}

TEST_CASE("counters come in the order of their tables, with a prefix where asked") {
    pmip::Counters counters;
    counters[pmip::Counter::pbu_initial_sent] = 2;
    base::Counters<pmip::DropReason> drops;
    drops[pmip::DropReason::checksum] = 5;
    std::vector<show::Counter> rows;
    show::append<pmip::Counter>(rows, "", counters, pmip::counter_texts);
    show::append<pmip::DropReason>(rows, "drop_mh_", drops, pmip::drop_texts);

    const auto list = show::counters(rows);
    REQUIRE(list.size() == pmip::counter_count + pmip::drop_texts.size());
    CHECK(list[0] == json{{"name", "pbu_initial_sent"},
                          {"value", 2},
                          {"help", "Proxy Binding Updates for new sessions, first copies"}});
    CHECK(list[pmip::counter_count + 1] ==
          json{{"name", "drop_mh_checksum"}, {"value", 5}, {"help", "Mobility Header checksum is wrong"}});
    CHECK(show::counters({}) == json::array());
}

TEST_CASE("a trace has wall times, and how long each step took") {
    const std::chrono::system_clock::time_point wall{1'700'000'000s};
    const std::vector<magd::Trail::Step> steps{
        {.at = start, .mac = {}, .text = "attach on wlan0"},
        {.at = start + 1500us, .mac = {}, .text = "kernel programmed"},
    };
    CHECK(show::trace(steps, start + 10s, wall) == json::parse(R"([
        {"time": "2023-11-14T22:13:10.000000Z", "after_ms": null, "text": "attach on wlan0"},
        {"time": "2023-11-14T22:13:10.001500Z", "after_ms": 1.5, "text": "kernel programmed"}])"));
    CHECK(show::trace({}, start, wall) == json::array());
}
