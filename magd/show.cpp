#include "magd/show.hpp"

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

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }

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
             {"uplink_key", or_null(binding.uplink_key)},
             {"downlink_key", binding.downlink_key == 0 ? json() : json(binding.downlink_key)},
             {"handoffs", binding.handoffs},
             {"attempts", binding.exchange ? binding.exchange->sent : 0},
             {"dhcp", nullptr}};
    add_session(row, binding);
    add_timers(row, binding, now);
    if (dhcp != nullptr) row["dhcp"] = {{"last", dhcp->message}, {"seconds", seconds_since(dhcp->at, now)}};
    return row;
}

json lma(const Lma& lma) {
    return {{"name", lma.name},
            {"address", base::to_string(lma.address)},
            {"tunnel", lma.tunnel},
            {"mtu", lma.mtu},
            {"bindings", lma.bindings}};
}

json counters(std::span<const Counter> rows) {
    json list = json::array();
    for (const auto& row : rows)
        list.push_back({{"name", row.name}, {"value", row.value}, {"help", row.help}});
    return list;
}

} // namespace magd::show
