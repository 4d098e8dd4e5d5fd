#include "magd/show.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace magd::show {
namespace {

using nlohmann::json;
using pmip::Seconds;
using pmip::TimePoint;

json or_null(const auto& optional) { return optional ? json(*optional) : json(); }

/// "01:04:77", or nothing.
std::string in_hex(base::ByteView octets) { return fmt::format("{:02x}", fmt::join(octets, ":")); }

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }

/// "2023-11-14T22:13:10.001500Z"
std::string to_microseconds(std::chrono::system_clock::time_point time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::floor<std::chrono::microseconds>(time - second);
    return fmt::format("{:%FT%T}.{:06}Z", second, rest.count());
}

std::int64_t seconds_since(TimePoint then, TimePoint now) {
    return std::max(std::chrono::floor<Seconds>(now - then), Seconds{0}).count();
}

/// Rounded up, so that what has passed and what is left add up to the whole.
std::optional<std::int64_t> seconds_until(std::optional<TimePoint> then, TimePoint now) {
    if (!then) return std::nullopt;
    return std::max(std::chrono::ceil<Seconds>(*then - now), Seconds{0}).count();
}

/// When the gateway next tries something for this client by itself.
std::optional<TimePoint> next_try(const pmip::Binding& binding) {
    if (!binding.exchange) return binding.retry_at;
    return binding.exchange->muted ? std::nullopt : std::optional(binding.exchange->next);
}

void add_session(json& row, const pmip::Binding& binding) {
    row["home_address"] = nullptr;
    row["prefix_length"] = nullptr;
    row["default_router"] = nullptr;
    if (!binding.ipv4) return;
    row["home_address"] = base::to_string(binding.ipv4->home_address.address);
    row["prefix_length"] = binding.ipv4->home_address.length;
    row["default_router"] = base::to_string(binding.ipv4->default_router);
}

/// What its LMA gave it in a prefix.
json home_address6(const pmip::Binding& binding) {
    if (!binding.ipv6 || !binding.ipv6->home_address) return nullptr;
    return base::to_string(*binding.ipv6->home_address);
}

json home_prefixes(const pmip::Binding& binding) {
    json list = json::array();
    if (binding.ipv6)
        for (const auto& prefix : binding.ipv6->home_prefixes) list.push_back(base::to_string(prefix));
    return list;
}

/// What is asked for; what is there shows in the addresses.
std::string_view services(const pmip::Profile& profile) {
    if (profile.ipv4 && profile.ipv6) return "dual";
    return profile.ipv6 ? "ipv6" : "ipv4";
}

/// What the LMA has made it do without, though it is asked for.
json without(const pmip::Binding& binding) {
    const auto barred = pmip::barred_by_lma(binding);
    const auto& waived = binding.waived;
    json list = json::array();
    if (barred.ipv4 || waived.ipv4) list.push_back("IPv4");
    if (barred.ipv6) list.push_back("IPv6");
    if (waived.gre) list.push_back("GRE keys");
    if (waived.force_udp) list.push_back("forced UDP");
    return list;
}

json access_network(const pmip::Profile& profile) {
    return profile.access_network ? json(pmip::describe(*profile.access_network)) : json();
}

/// As configured, or as the LMA said instead (RFC 8127).
json timers(const pmip::PeerTimers& timers) {
    return {{"refresh_before", timers.refresh_before.count()},
            {"retransmit_initial_ms", timers.initial_bindack_timeout.count()},
            {"retransmit_maximum_ms", timers.max_bindack_timeout.count()}};
}

/// Options of the LMA's last acceptance, in words.
json told(const pmip::Binding& binding) {
    json list = json::array();
    for (const auto& option : binding.told) list.push_back(pmip::describe(option));
    return list;
}

/// Null while none are sent.
json heartbeat(const pmip::Peer& peer, TimePoint now) {
    const auto& beat = peer.beat;
    if (peer.timers.heartbeat_interval.count() == 0 || beat.unsupported) return nullptr;
    return {{"interval", peer.timers.heartbeat_interval.count()},
            {"next", or_null(seconds_until(beat.next, now))},
            {"unanswered", beat.unanswered},
            {"round_trip_ms", beat.round_trip ? json(beat.round_trip->count()) : json()}};
}

json load(const pmip::Peer& peer) {
    if (!peer.load) return nullptr;
    return {{"priority", peer.load->priority},
            {"sessions_in_use", peer.load->sessions_in_use},
            {"maximum_sessions", peer.load->maximum_sessions},
            {"used_capacity", peer.load->used_capacity},
            {"maximum_capacity", peer.load->maximum_capacity}};
}

void add_timers(json& row, const pmip::Binding& binding, TimePoint now) {
    row["state_seconds"] = seconds_since(binding.since, now);
    row["lifetime"] = binding.lifetime.count() == 0 ? json() : json(binding.lifetime.count());
    row["lifetime_left"] = or_null(seconds_until(binding.expires, now));
    row["refresh_in"] = or_null(seconds_until(binding.refresh_at, now));
    row["retry_in"] = or_null(seconds_until(next_try(binding), now));
}

} // namespace

std::string_view name(pmip::AccessTechnology technology) {
    switch (technology) {
    case pmip::AccessTechnology::reserved: return "reserved";
    case pmip::AccessTechnology::virtual_interface: return "virtual";
    case pmip::AccessTechnology::ppp: return "ppp";
    case pmip::AccessTechnology::ieee8023: return "802.3";
    case pmip::AccessTechnology::ieee80211: return "802.11";
    case pmip::AccessTechnology::ieee80216e: return "802.16e";
    }
    return "unknown";
}

json binding(const pmip::Binding& binding, const base::Address& lma_address, const LastDhcp* dhcp,
             TimePoint now) {
    const auto& profile = binding.profile;
    json row{{"mac", base::to_string(profile.mac)},
             {"nai", profile.mn_id.identifier},
             {"state", pmip::name(binding.phase)},
             {"reason", text_or_null(binding.reason)},
             {"interface", profile.access_name},
             {"access_technology", name(profile.access_technology)},
             {"realm", profile.realm},
             {"lma", binding.lma},
             {"lma_address", base::to_string(lma_address)},
             {"encapsulation", pmip::name(binding.encapsulation)},
             {"services", services(profile)},
             {"home_prefixes", home_prefixes(binding)},
             {"home_address6", home_address6(binding)},
             {"default_router6", binding.ipv6 ? json(base::to_string(binding.ipv6->link_local)) : json()},
             {"without", without(binding)},
             {"service", text_or_null(profile.service)},
             {"access_network", access_network(profile)},
             {"told", told(binding)},
             {"bulk_group", binding.group == 0 ? json() : json(binding.group)},
             {"uplink_key", or_null(binding.uplink_key)},
             {"downlink_key", binding.downlink_key == 0 ? json() : json(binding.downlink_key)},
             {"handoffs", binding.handoffs},
             {"attempts", binding.exchange ? binding.exchange->sent : 0},
             {"dhcp", nullptr}};
    add_session(row, binding);
    add_timers(row, binding, now);
    if (dhcp != nullptr)
        row["dhcp"] = {{"last", dhcp->message},
                       {"seconds", seconds_since(dhcp->at, now)},
                       {"option_82", text_or_null(in_hex(dhcp->option_82))}};
    return row;
}

json lma(const Lma& lma, TimePoint now) {
    const auto& peer = lma.peer;
    json tunnels = json::array();
    for (const auto& tunnel : lma.tunnels)
        tunnels.push_back({{"encapsulation", pmip::name(tunnel.encapsulation)},
                           {"device", tunnel.device},
                           {"mtu", tunnel.mtu}});
    const bool held_down = peer.held_down && *peer.held_down > now;
    return {{"name", lma.name},
            {"address", base::to_string(lma.address)},
            {"tunnels", tunnels},
            {"bindings", lma.bindings},
            {"path", pmip::name(peer.path)},
            {"draining", peer.draining},
            {"authentication_refused", peer.auth_refused},
            {"unauthentic_answers", peer.unauthentic_answers},
            {"held_down", held_down ? json(*seconds_until(peer.held_down, now)) : json()},
            {"timers", timers(peer.timers)},
            {"heartbeat", heartbeat(peer, now)},
            {"restart_counter", or_null(peer.restart_counter)},
            {"load", load(peer)}};
}

json traffic(const pmip::Binding& binding, const Passed& uplink, const Passed& downlink) {
    json prefixes = json::array();
    if (binding.ipv6)
        for (const auto& prefix : binding.ipv6->home_prefixes) prefixes.push_back(base::to_string(prefix));
    return {
        {"mac", base::to_string(binding.profile.mac)},
        {"home_address", binding.ipv4 ? json(base::to_string(binding.ipv4->home_address.address)) : json()},
        {"home_prefixes", std::move(prefixes)},
        {"uplink_packets", uplink.packets},
        {"uplink_octets", uplink.octets},
        {"downlink_packets", downlink.packets},
        {"downlink_octets", downlink.octets}};
}

json trace(std::span<const Trail::Step> steps, TimePoint now, std::chrono::system_clock::time_point wall) {
    json rows = json::array();
    const Trail::Step* before = nullptr;
    for (const auto& step : steps) {
        json row{
            {"time", to_microseconds(wall - (now - step.at))}, {"after_ms", nullptr}, {"text", step.text}};
        if (before != nullptr)
            row["after_ms"] = std::chrono::duration<double, std::milli>(step.at - before->at).count();
        rows.push_back(std::move(row));
        before = &step;
    }
    return rows;
}

json counters(std::span<const Counter> rows) {
    json list = json::array();
    for (const auto& row : rows)
        list.push_back({{"name", row.name}, {"value", row.value}, {"help", row.help}});
    return list;
}

} // namespace magd::show
