#include "magd/policy.hpp"

#include <algorithm>
#include <cassert>

namespace magd {
namespace {

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

} // namespace

pmip::Profile profile_for(const Config& config, const AccessConfig& access, base::IfIndex index,
                          const base::MacAddress& mac) {
    const auto realm = std::ranges::find(config.realms, access.realm, &RealmConfig::name);
    assert(realm != config.realms.end());
    return {.mac = mac,
            .mn_id = {.identifier = client_part(config.nai, mac) + '@' + realm->name},
            .realm = realm->name,
            .lmas = {realm->lma},
            .access_technology = access.technology,
            .link_layer_id = link_layer_id(config.link_layer_id, mac),
            .access = index,
            .access_name = access.interface};
}

pmip::MagSettings mag_settings(const Config& config) {
    pmip::MagSettings settings;
    for (const auto& lma : config.lmas) settings.lmas[lma.name].address = lma.address;
    settings.lifetime = config.binding.lifetime;
    settings.refresh_before = config.binding.refresh_before;
    settings.initial_bindack_timeout = config.binding.retransmit_initial;
    settings.max_bindack_timeout = config.binding.retransmit_maximum;
    settings.timestamps = config.binding.timestamp;
    settings.binding_maximum = config.binding.maximum;
    settings.reserved_downlink_keys = {kernel::placeholder_key, kernel::plain_placeholder_key};
    return settings;
}

kernel::Site kernel_site(const Config& config) {
    kernel::Site site{.port = config.port,
                      .paths = {},
                      .accesses = {},
                      .mark_mask = config.kernel.mark_mask,
                      .table_base = config.kernel.table_base,
                      .rule_priority = config.kernel.rule_priority,
                      .clients = static_cast<std::uint32_t>(config.binding.maximum)};
    for (const auto& lma : config.lmas)
        site.paths.push_back({.lma = lma.name,
                              .encapsulation = pmip::Encapsulation::gre_udp,
                              .local = config.address,
                              .remote = lma.address,
                              .device = kernel::tunnel_name(lma.name),
                              .path_mtu = lma.path_mtu});
    for (const auto& access : config.accesses) site.accesses.push_back(access.interface);
    return site;
}

const AccessConfig* find_access(const Config& config, std::string_view interface) {
    const auto access = std::ranges::find(config.accesses, interface, &AccessConfig::interface);
    return access == config.accesses.end() ? nullptr : &*access;
}

} // namespace magd
