#include "magd/identity.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <utility>

namespace magd {
namespace {

using pmip::AccessNetworkIdentifier;

bool matches(const ClientConfig& client, const AccessConfig& access, const base::MacAddress& mac) {
    return client.mac.contains(mac) && (client.interface.empty() || client.interface == access.interface) &&
           (client.ssid.empty() || client.ssid == access.ssid) &&
           (!client.vlan || client.vlan == access.vlan);
}

std::string client_part(NaiFormat format, const base::MacAddress& mac) {
    switch (format) {
    case NaiFormat::dotted: return base::to_dotted(mac);
    case NaiFormat::colon: return base::to_string(mac);
    case NaiFormat::plain: break;
    }
    auto text = base::to_string(mac);
    std::erase(text, ':');
    return text;
}

base::Bytes link_layer_id(LinkLayerIdFormat format, const base::MacAddress& mac) {
    if (format == LinkLayerIdFormat::binary) return {mac.octets.begin(), mac.octets.end()};
    const auto text = base::to_dotted(mac);
    return {text.begin(), text.end()};
}

/// RFC 6757 section 3.1.3: an enterprise number goes in as many octets as it needs.
std::optional<pmip::OperatorIdentifier> access_operator(const AccessConfig& access) {
    if (!access.operator_realm.empty()) return pmip::OperatorIdentifier{.identifier = access.operator_realm};
    if (!access.operator_number) return std::nullopt;
    std::string octets;
    for (auto left = *access.operator_number; left != 0; left >>= 8)
        octets.insert(octets.begin(), static_cast<char>(left & 0xff));
    return pmip::OperatorIdentifier{.form = pmip::OperatorIdentifier::enterprise_number,
                                    .identifier = std::move(octets)};
}

/// RFC 6757 section 3.1.2 counts in 1/32768 degree.
std::int32_t geo_units(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 32768)); }

base::Boxed<AccessNetworkIdentifier> access_network(const AccessConfig& access) {
    AccessNetworkIdentifier identifier;
    // What TOML holds is UTF-8.
    if (!access.ssid.empty())
        identifier.items.emplace_back(
            pmip::NetworkIdentifier{.utf8 = true, .network = access.ssid, .access_point = access.ap_name});
    if (access.latitude && access.longitude)
        identifier.items.emplace_back(pmip::GeoLocation{.latitude = geo_units(*access.latitude),
                                                        .longitude = geo_units(*access.longitude)});
    if (auto named = access_operator(access)) identifier.items.emplace_back(std::move(*named));
    if (identifier.items.empty()) return std::nullopt;
    return identifier;
}

/// Those that run: after a reload, a realm may name one that only a restart brings.
std::vector<std::string> running(const Config& config, const std::vector<std::string>& names) {
    std::vector<std::string> lmas;
    std::ranges::copy_if(names, std::back_inserter(lmas), [&](const auto& name) {
        return std::ranges::find(config.lmas, name, &LmaConfig::name) != config.lmas.end();
    });
    return lmas;
}

} // namespace

const ClientConfig* client_entry(const Config& config, const AccessConfig& access,
                                 const base::MacAddress& mac) {
    const ClientConfig* best = nullptr;
    for (const auto& client : config.clients)
        if (matches(client, access, mac) && (best == nullptr || client.mac.length > best->mac.length))
            best = &client;
    return best;
}

std::expected<pmip::Profile, std::string> profile_for(const Config& config, const AccessConfig& access,
                                                      base::IfIndex index, const base::MacAddress& mac) {
    static const ClientConfig like_others;
    const auto* entry = client_entry(config, access, mac);
    const auto& client = entry == nullptr ? like_others : *entry;
    if (client.deny) return std::unexpected("denied" + (client.reason.empty() ? "" : ": " + client.reason));

    const auto& name = client.realm.empty() ? access.realm : client.realm;
    const auto realm = std::ranges::find(config.realms, name, &RealmConfig::name);
    assert(realm != config.realms.end());
    auto lmas = running(config, realm->lmas);
    if (lmas.empty()) return std::unexpected("no LMA of realm " + name + " is there before a restart");

    const auto services = client.services.value_or(realm->services);
    const auto format = realm->nai.value_or(config.nai);
    return pmip::Profile{
        .mac = mac,
        .mn_id = {.identifier = client.nai.empty() ? client_part(format, mac) + '@' + name : client.nai},
        .realm = name,
        .lmas = std::move(lmas),
        .ipv4 = services != Services::ipv6,
        .ipv6 = services != Services::ipv4,
        .access_technology = access.technology,
        .link_layer_id = link_layer_id(config.link_layer_id, mac),
        .access = index,
        .access_name = access.interface,
        .downlink_key = client.downlink_key,
        .service = client.service_selection,
        .access_network = access_network(access)};
}

} // namespace magd
