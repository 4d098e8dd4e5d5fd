#include <fmt/format.h>

#include "magd/config_parts.hpp"

namespace magd {
namespace {

/// Keys that mean nothing for clients that are refused.
constexpr std::array<std::string_view, 5> grants{"realm", "nai", "services", "downlink_key",
                                                 "service_selection"};

/// Whether `earlier` takes every client that `later` is about: then `later` never counts.
bool covers(const ClientConfig& earlier, const ClientConfig& later) {
    return earlier.mac == later.mac && (earlier.interface.empty() || earlier.interface == later.interface) &&
           (earlier.ssid.empty() || earlier.ssid == later.ssid) &&
           (!earlier.vlan || earlier.vlan == later.vlan);
}

/// A typing error here would make the whole entry count for nobody.
void check_conditions(SectionReader& section, const ClientConfig& client, const Config& config) {
    const auto unknown = [&](std::string_view key, const auto& value) {
        section.fault(key, fmt::format("there is no [[access]] with the {} \"{}\"", key, value));
    };
    const auto& accesses = config.accesses;
    if (!client.interface.empty() && !contains(accesses, &AccessConfig::interface, client.interface))
        unknown("interface", client.interface);
    if (!client.ssid.empty() && !contains(accesses, &AccessConfig::ssid, client.ssid))
        unknown("ssid", client.ssid);
    if (client.vlan && !contains(accesses, &AccessConfig::vlan, client.vlan)) unknown("vlan", *client.vlan);
}

/// What can be one client's only.
void check_own(SectionReader& section, const ClientConfig& client, const Config& config) {
    for (const auto key : {"nai", "downlink_key"})
        if (section.has(key) && !client.mac.one_client())
            section.fault(key, "is for one client: mac must be a whole address");
    for (const auto& other : config.clients) {
        if (other.mac == client.mac) continue;
        if (!client.nai.empty() && other.nai == client.nai)
            section.fault("nai", fmt::format("\"{}\" is another client's already", client.nai));
        if (client.downlink_key && other.downlink_key == client.downlink_key)
            section.fault("downlink_key",
                          fmt::format("{} is another client's already", *client.downlink_key));
    }
}

void check_deny(SectionReader& section, const ClientConfig& client) {
    if (section.has("reason") && !client.deny) section.fault("reason", "needs deny = true");
    for (const auto key : grants)
        if (client.deny && section.has(key)) section.fault(key, "means nothing beside deny = true");
}

} // namespace

void read_client(SectionReader section, Config& config) {
    ClientConfig client;
    const bool known_mac = section.read("mac", client.mac) || !section.has("mac");
    section.read("interface", client.interface);
    section.read("ssid", client.ssid);
    section.read("vlan", client.vlan);
    section.read("realm", client.realm);
    section.read("nai", client.nai);
    section.read("services", client.services, all_services);
    section.read("downlink_key", client.downlink_key);
    section.read("service_selection", client.service_selection);
    section.read("deny", client.deny);
    section.read("reason", client.reason);
    if (!client.realm.empty() && !contains(config.realms, &RealmConfig::name, client.realm))
        section.fault("realm", fmt::format("there is no [[realm]] with the name \"{}\"", client.realm));
    check_conditions(section, client, config);
    check_deny(section, client);
    if (!known_mac) return;
    check_own(section, client, config);
    if (std::ranges::any_of(config.clients, [&](const auto& earlier) { return covers(earlier, client); }))
        section.fault("mac", "never counts: a [[client]] before it takes all of these; put this one first");
    config.clients.push_back(std::move(client));
}

} // namespace magd
