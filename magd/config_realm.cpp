#include <fmt/format.h>

#include "magd/config_parts.hpp"

namespace magd {
namespace {

using pmip::AccessTechnology;
using pmip::Encapsulation;

/// In the order of choices::technology.
constexpr std::array triggers{Trigger::dhcp,    Trigger::arp,    Trigger::layer2_update, Trigger::hostapd,
                              Trigger::nl80211, Trigger::bridge, Trigger::radius};
constexpr std::array technologies{AccessTechnology::ieee80211, AccessTechnology::ieee8023,
                                  AccessTechnology::virtual_interface};

/// IPv6 needs 1280 octets (RFC 8200 section 5); IPv6 and GRE headers take up to 48.
constexpr std::uint16_t least_path_mtu_of_ipv6 = 1280 + 48;

void check_lmas(SectionReader& section, const RealmConfig& realm, const Config& config) {
    for (std::size_t i = 0; i < realm.lmas.size(); ++i) {
        const auto& name = realm.lmas[i];
        if (!contains(config.lmas, &LmaConfig::name, name))
            section.fault("lmas", fmt::format("there is no [[lma]] with the name \"{}\"", name));
        if (has(std::span(realm.lmas).first(i), name))
            section.fault("lmas", fmt::format("names \"{}\" twice", name));
    }
}

void check_services(SectionReader& section, const RealmConfig& realm, const Config& config) {
    if (realm.services == Services::ipv4) return;
    for (const auto& lma : config.lmas)
        if (has(realm.lmas, lma.name) && !has(lma.encapsulations, Encapsulation::device) &&
            lma.path_mtu < least_path_mtu_of_ipv6)
            section.fault("services",
                          fmt::format("IPv6 needs a path_mtu of {} or more, but that of LMA {} is {}",
                                      least_path_mtu_of_ipv6, lma.name, lma.path_mtu));
}

/// The realm that lists the interface's SSID, else the one that lists its VLAN, else the only one.
std::string listed_realm(const AccessConfig& access, const Config& config) {
    for (const auto& realm : config.realms)
        if (!access.ssid.empty() && has(realm.ssids, access.ssid)) return realm.name;
    for (const auto& realm : config.realms)
        if (access.vlan && has(realm.vlans, *access.vlan)) return realm.name;
    return config.realms.size() == 1 ? config.realms.front().name : std::string{};
}

void check_interface(SectionReader& section, const std::string& interface, const Config& config) {
    if (contains(config.accesses, &AccessConfig::interface, interface))
        section.fault("interface", fmt::format("\"{}\" has another [[access]] already", interface));
    if (interface.starts_with(tunnel_prefix))
        section.fault("interface", fmt::format("\"{}\" is the name of a tunnel of magd", interface));
    if (!interface.empty() && interface == config.breakout)
        section.fault("interface",
                      fmt::format("\"{}\" is mag.breakout: clients' flows leave by it", interface));
    for (const auto& lma : config.lmas)
        if (!interface.empty() && lma.device == interface)
            section.fault("interface", fmt::format("\"{}\" is the tunnel to LMA {}", interface, lma.name));
}

void check_realm(SectionReader& section, AccessConfig& access, const Config& config) {
    if (!access.realm.empty() && !contains(config.realms, &RealmConfig::name, access.realm))
        section.fault("realm", fmt::format("there is no [[realm]] with the name \"{}\"", access.realm));
    if (section.has("realm")) return;
    access.realm = listed_realm(access, config);
    if (access.realm.empty())
        section.fault("realm", "is missing: name it, or list the ssid or the vlan in a [[realm]]");
}

void check_triggers(SectionReader& section, const AccessConfig& access, const Config& config) {
    const bool wireless = has(access.triggers, Trigger::hostapd) || has(access.triggers, Trigger::nl80211);
    if (!access.radios.empty() && !wireless)
        section.fault("radios", "needs the trigger \"hostapd\" or \"nl80211\"");
    if (has(access.triggers, Trigger::radius) && config.nases.empty())
        section.fault("triggers", "\"radius\" needs a [[nas]]: whose accounting is heard");
    for (const auto& triggers_again : access.triggers)
        if (std::ranges::count(access.triggers, triggers_again) > 1)
            return section.fault("triggers", "names one twice");
}

void read_access_network(SectionReader& section, AccessConfig& access) {
    section.read("ssid", access.ssid);
    section.read("vlan", access.vlan);
    section.read("ap_name", access.ap_name);
    section.read("operator", access.operator_realm);
    section.read("operator_number", access.operator_number);
    section.read("latitude", access.latitude);
    section.read("longitude", access.longitude);
    if (section.has("ap_name") && !section.has("ssid"))
        section.fault("ap_name", "needs ssid: the option has no place for it alone (RFC 6757)");
    if (section.has("operator") && section.has("operator_number"))
        section.fault("operator_number",
                      "the option has place for one: leave out this or operator (RFC 6757)");
    if (section.has("latitude") != section.has("longitude"))
        section.fault(section.has("latitude") ? "latitude" : "longitude",
                      "latitude and longitude go together");
}

} // namespace

void read_realm(SectionReader section, Config& config) {
    RealmConfig realm;
    section.read("name", realm.name);
    const bool listed = section.read("lmas", realm.lmas);
    section.read("services", realm.services, all_services);
    section.read("nai", realm.nai, nai_formats);
    section.read("ssids", realm.ssids);
    section.read("vlans", realm.vlans);
    if (contains(config.realms, &RealmConfig::name, realm.name))
        section.fault("name", fmt::format("\"{}\" is the name of another realm already", realm.name));
    if (listed && realm.lmas.empty()) section.fault("lmas", "names none: name one or more");
    check_lmas(section, realm, config);
    check_services(section, realm, config);
    for (const auto& other : config.realms) {
        for (const auto& ssid : realm.ssids)
            if (has(other.ssids, ssid))
                section.fault("ssids", fmt::format("\"{}\" is of realm {} already", ssid, other.name));
        for (const auto vlan : realm.vlans)
            if (has(other.vlans, vlan))
                section.fault("vlans", fmt::format("{} is of realm {} already", vlan, other.name));
    }
    config.realms.push_back(std::move(realm));
}

void read_access(SectionReader section, Config& config) {
    AccessConfig access;
    section.read("interface", access.interface);
    section.read("realm", access.realm);
    section.read("technology", access.technology, technologies);
    section.read("triggers", access.triggers, triggers);
    section.read("radios", access.radios);
    section.read("silence_after", access.silence_after);
    section.read("silence_interval", access.silence_interval);
    section.read("silence_retries", access.silence_retries);
    section.read("waiting", access.waiting);
    check_triggers(section, access, config);
    read_access_network(section, access);
    check_interface(section, access.interface, config);
    check_realm(section, access, config);
    config.accesses.push_back(std::move(access));
}

} // namespace magd
