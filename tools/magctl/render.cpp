#include "tools/magctl/render.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace magctl {
namespace {

using nlohmann::json;

const json& member(const json& object, const char* key) {
    static const json none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

bool has(const json& object, const char* key) { return !member(object, key).is_null(); }

std::string text(const json& object, const char* key) {
    const auto& value = member(object, key);
    if (value.is_string()) return safe(value.get<std::string>());
    if (value.is_number()) return value.dump();
    return "-";
}

/// The texts of a list, "-" for none.
std::string joined(const json& object, const char* key) {
    std::string out;
    for (const auto& element : member(object, key))
        if (element.is_string()) out += (out.empty() ? "" : ", ") + safe(element.get<std::string>());
    return out.empty() ? "-" : out;
}

std::string field(std::string_view name, const std::string& value) {
    return fmt::format("  {:<17} {}\n", name, value);
}

std::string lifetime(const json& binding) {
    if (!has(binding, "lifetime")) return "-";
    auto line = text(binding, "lifetime") + " s";
    if (has(binding, "lifetime_left")) line += ", " + text(binding, "lifetime_left") + " s left";
    if (has(binding, "refresh_in")) line += ", refresh in " + text(binding, "refresh_in") + " s";
    return line;
}

/// The registration under way, or the next one after a refusal; empty if there is neither.
std::string registration(const json& binding) {
    const auto& attempts = member(binding, "attempts");
    std::string line;
    if (attempts.is_number_integer() && attempts > 0)
        line = fmt::format("sent {} time{}", attempts.dump(), attempts == 1 ? "" : "s");
    if (has(binding, "retry_in"))
        line += (line.empty() ? "next in " : ", next in ") + text(binding, "retry_in") + " s";
    return line;
}

/// "dual over gre-udp, without IPv6"
std::string services(const json& binding) {
    const auto without = joined(binding, "without");
    return text(binding, "services") + " over " + text(binding, "encapsulation") +
           (without == "-" ? "" : ", without " + without);
}

std::string render_binding(const json& binding) {
    auto out = "MAC " + text(binding, "mac") + '\n';
    out += field("NAI", text(binding, "nai"));
    out += field("State", text(binding, "state") + " for " + text(binding, "state_seconds") + " s");
    if (has(binding, "reason")) out += field("Reason", text(binding, "reason"));
    if (const auto line = registration(binding); !line.empty()) out += field("Registration", line);
    out += field("Interface", text(binding, "interface") + " (" + text(binding, "access_technology") + ')');
    out += field("LMA", text(binding, "lma") + ' ' + text(binding, "lma_address"));
    out += field("Services", services(binding));
    if (has(binding, "service")) out += field("Service", text(binding, "service"));
    if (has(binding, "access_network")) out += field("Access network", text(binding, "access_network"));
    out += field("Home address", has(binding, "home_address")
                                     ? text(binding, "home_address") + '/' + text(binding, "prefix_length")
                                     : "-");
    out += field("Default router", text(binding, "default_router"));
    if (const auto prefixes = joined(binding, "home_prefixes"); prefixes != "-")
        out += field("Home prefixes", prefixes + " from " + text(binding, "default_router6"));
    if (has(binding, "home_address6")) out += field("IPv6 address", text(binding, "home_address6"));
    out += field("GRE keys",
                 "upstream " + text(binding, "uplink_key") + ", downstream " + text(binding, "downlink_key"));
    out += field("Lifetime", lifetime(binding));
    if (has(binding, "bulk_group")) out += field("Bulk group", text(binding, "bulk_group"));
    const auto& dhcp = member(binding, "dhcp");
    out += field("DHCP", dhcp.is_null() ? "-" : text(dhcp, "last") + ' ' + text(dhcp, "seconds") + " s ago");
    if (has(dhcp, "option_82")) out += field("Option 82", text(dhcp, "option_82"));
    if (const auto options = joined(binding, "told"); options != "-") out += field("LMA told", options);
    return out + field("Handoffs", text(binding, "handoffs"));
}

std::string heartbeat(const json& beat) {
    if (!beat.is_object()) return "-";
    auto line = "every " + text(beat, "interval") + " s";
    if (has(beat, "round_trip_ms")) line += ", round trip " + text(beat, "round_trip_ms") + " ms";
    const auto& unanswered = member(beat, "unanswered");
    if (unanswered.is_number_integer() && unanswered > 0) line += ", " + unanswered.dump() + " unanswered";
    return line;
}

std::string timers(const json& timers) {
    return fmt::format("refresh {} s before the end, retransmission {} to {} ms",
                       text(timers, "refresh_before"), text(timers, "retransmit_initial_ms"),
                       text(timers, "retransmit_maximum_ms"));
}

std::string load(const json& load) {
    return fmt::format("priority {}, sessions {} of {}, capacity {} of {}", text(load, "priority"),
                       text(load, "sessions_in_use"), text(load, "maximum_sessions"),
                       text(load, "used_capacity"), text(load, "maximum_capacity"));
}

/// "up, draining"
std::string path(const json& lma) {
    auto line = text(lma, "path");
    if (member(lma, "draining") == true) line += ", draining";
    if (member(lma, "authentication_refused") == true) line += ", refuses the authentication: no updates";
    if (has(lma, "held_down")) line += ", passed over for " + text(lma, "held_down") + " s";
    return line;
}

std::string render_lma(const json& lma) {
    auto out = text(lma, "name") + '\n' + field("Address", text(lma, "address")) + field("Path", path(lma)) +
               field("Heartbeat", heartbeat(member(lma, "heartbeat")));
    if (has(lma, "restart_counter")) out += field("Restart counter", text(lma, "restart_counter"));
    out += field("Timers", timers(member(lma, "timers")));
    for (const auto& tunnel : member(lma, "tunnels"))
        out += field("Tunnel", fmt::format("{}: {}, MTU {}", text(tunnel, "device"),
                                           text(tunnel, "encapsulation"), text(tunnel, "mtu")));
    out += field("Bindings", text(lma, "bindings"));
    const auto unauthentic = member(lma, "unauthentic_answers");
    if (unauthentic.is_number_integer() && unauthentic > 0)
        out += field("Answers", unauthentic.dump() + " failed authentication");
    if (has(lma, "load")) out += field("Load", load(member(lma, "load")));
    return out;
}

/// One after the other, with an empty line between them.
std::string render_each(const json& list, std::string (*one)(const json&), const char* none) {
    std::string out;
    for (const auto& element : list) out += (out.empty() ? "" : "\n") + one(element);
    return out.empty() ? none : out;
}

} // namespace

std::string safe(std::string text) {
    std::ranges::replace_if(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, '?');
    return text;
}

std::string render_bindings(const json& bindings) {
    return render_each(bindings, render_binding, "No clients.\n");
}

std::string render_lmas(const json& lmas) { return render_each(lmas, render_lma, "No LMAs.\n"); }

std::string render_counters(const json& counters, bool all) {
    std::size_t name_width = 0;
    std::size_t value_width = 0;
    std::vector<const json*> rows;
    for (const auto& counter : counters) {
        if (!all && member(counter, "value") == 0) continue;
        rows.push_back(&counter);
        name_width = std::max(name_width, text(counter, "name").size());
        value_width = std::max(value_width, text(counter, "value").size());
    }
    std::string out;
    for (const auto* row : rows)
        out += fmt::format("{:<{}}  {:>{}}  {}\n", text(*row, "name"), name_width, text(*row, "value"),
                           value_width, text(*row, "help"));
    return out.empty() ? "Every counter is zero.\n" : out;
}

std::string render_traffic(const json& clients) {
    constexpr auto line = "{:<17}  {:<20}  {:>12}  {:>15}  {:>12}  {:>15}\n";
    auto out =
        fmt::format(line, "MAC", "Home address", "Packets up", "Octets up", "Packets down", "Octets down");
    for (const auto& one : clients)
        out +=
            fmt::format(line, text(one, "mac"),
                        has(one, "home_address") ? text(one, "home_address") : joined(one, "home_prefixes"),
                        text(one, "uplink_packets"), text(one, "uplink_octets"),
                        text(one, "downlink_packets"), text(one, "downlink_octets"));
    return clients.empty() ? "No clients.\n" : out;
}

std::string render_trace(const json& steps) {
    std::string out;
    for (const auto& step : steps) {
        const auto& after = member(step, "after_ms");
        out += fmt::format("{}  {:>12}  {}\n", text(step, "time"),
                           after.is_number() ? fmt::format("+{:.3f} ms", after.get<double>()) : "",
                           text(step, "text"));
    }
    return out;
}

std::string render_client(const json& client) {
    const auto reason = has(client, "reason") ? ": " + text(client, "reason") : "";
    return text(client, "mac") + ' ' + text(client, "state") + reason + '\n';
}

std::string render_differences(const json& differences, std::string_view none) {
    std::string out;
    for (const auto& one : differences)
        out += fmt::format("{:<12}{}\n", text(one, "kind"), text(one, "object"));
    return out.empty() ? std::string(none) + '\n' : out;
}

std::string render_reload(const json& reloaded) {
    auto out = "Reloaded; clients concerned: " + text(reloaded, "clients") + ".\n";
    for (const auto& key : member(reloaded, "needs_restart"))
        if (key.is_string()) out += "needs a restart: " + safe(key.get<std::string>()) + '\n';
    return out;
}

std::string render(const Command& command, const json& result) {
    if (command.json) return result.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
    switch (command.view) {
    case View::client: return render_client(result);
    case View::bindings: return render_bindings(result);
    case View::lma: return render_lmas(json::array({result}));
    case View::lmas: return render_lmas(result);
    case View::traffic: return render_traffic(result);
    case View::trace: return render_trace(result);
    case View::differences: return render_differences(result, "The kernel holds what it should.");
    case View::plan: return render_differences(result, "Nothing would change in the kernel.");
    case View::reload: return render_reload(result);
    case View::flush: return "Flushed; clients de-registered: " + text(result, "clients") + ".\n";
    case View::counters: break;
    }
    return render_counters(result, command.all);
}

} // namespace magctl
