#include "magd/policy.hpp"

#include <algorithm>

#include "magd/log_level.hpp"

namespace magd {
namespace {

pmip::LmaSettings lma_settings(const LmaConfig& lma) {
    return {.address = lma.address,
            .encapsulations = lma.encapsulations,
            .force_udp = lma.force_udp,
            .redirect = lma.redirect,
            .bulk = lma.bulk,
            .update_rate = lma.update_rate,
            .heartbeat_interval = lma.heartbeat_interval,
            .heartbeat_delay = lma.heartbeat_delay,
            .heartbeat_retries = lma.heartbeat_retries};
}

/// One path for each encapsulation that the LMA may choose.
void add_paths(kernel::Site& site, const Config& config, const LmaConfig& lma) {
    for (std::size_t i = 0; i < lma.encapsulations.size(); ++i)
        site.paths.push_back({.lma = lma.name,
                              .encapsulation = lma.encapsulations[i],
                              .local = proxy_care_of_address(config, lma),
                              .remote = lma.address,
                              .device = tunnel_device(lma, i),
                              .path_mtu = lma.path_mtu});
}

bool offers_ipv6(const Config& config) {
    return std::ranges::any_of(config.realms,
                               [](const auto& realm) { return realm.services != Services::ipv4; }) ||
           std::ranges::any_of(config.clients, [](const auto& client) {
               return client.services.value_or(Services::ipv4) != Services::ipv4;
           });
}

} // namespace

pmip::MagSettings mag_settings(const Config& config) {
    const auto& binding = config.binding;
    pmip::MagSettings settings{
        .lmas = {},
        .lifetime = binding.lifetime,
        .refresh_before = binding.refresh_before,
        .initial_bindack_timeout = binding.retransmit_initial,
        .max_bindack_timeout = binding.retransmit_maximum,
        .timestamps = binding.timestamp,
        .send_default_router = binding.send_default_router,
        .link_local_from_lma = binding.link_local_from_lma,
        .home_registration = binding.home_registration,
        .local_routing = config.local_routing,
        .binding_maximum = binding.maximum,
        .initial_handoff = binding.initial_handoff,
        .deregistration_copies = binding.deregistration_copies,
        .lma_attempts = binding.lma_attempts,
        .lma_hold_down = binding.lma_hold_down,
        .return_to_preferred = binding.return_to_preferred,
        .initial_retry = binding.retry_initial,
        .max_retry = binding.retry_maximum,
        .min_attempt_interval = binding.min_attempt_interval,
        .replay_window = binding.replay_window,
        .reserved_downlink_keys = {kernel::placeholder_key, kernel::plain_placeholder_key},
        .least_note = static_cast<pmip::Note::Level>(std::min(config.log_level, log::kept))};
    for (const auto& lma : config.lmas) {
        settings.lmas[lma.name] = lma_settings(lma);
        settings.lmas[lma.name].offload = !config.breakout.empty();
    }
    for (const auto& client : config.clients)
        if (client.downlink_key) settings.reserved_downlink_keys.insert(*client.downlink_key);
    return settings;
}

kernel::Site kernel_site(const Config& config) {
    kernel::Site site{.port = config.port,
                      .paths = {},
                      .accesses = {},
                      .breakout = config.breakout,
                      .local_routing = config.local_routing,
                      .fast_path = config.kernel.fast_path,
                      .ipv6 = offers_ipv6(config),
                      .mark_mask = config.kernel.mark_mask,
                      .table_base = config.kernel.table_base,
                      .rule_priority = config.kernel.rule_priority,
                      .clients = static_cast<std::uint32_t>(config.binding.maximum)};
    for (const auto& lma : config.lmas) add_paths(site, config, lma);
    for (const auto& access : config.accesses) site.accesses.push_back(access.interface);
    return site;
}

base::Address proxy_care_of_address(const Config& config, const LmaConfig& lma) {
    if (std::holds_alternative<base::Ipv6>(lma.address)) return config.address6.value_or(base::Ipv6{});
    return config.address;
}

bool has_trigger(const AccessConfig& access, Trigger trigger) {
    return std::ranges::find(access.triggers, trigger) != access.triggers.end();
}

bool tells_of_leaving(Trigger trigger) {
    return trigger == Trigger::hostapd || trigger == Trigger::nl80211 || trigger == Trigger::bridge ||
           trigger == Trigger::radius;
}

SilenceTerms silence_terms(const AccessConfig& access) {
    const bool told = std::ranges::any_of(access.triggers, tells_of_leaving);
    const pmip::Seconds usual{access.triggers.empty() || told ? 0 : 10};
    using Seconds = SilenceTerms::Seconds;
    return {.after = std::chrono::duration_cast<Seconds>(access.silence_after.value_or(usual)),
            .interval = std::chrono::duration_cast<Seconds>(access.silence_interval),
            .retries = static_cast<std::uint8_t>(access.silence_retries)};
}

const AccessConfig* find_access(const Config& config, std::string_view interface) {
    const auto access = std::ranges::find(config.accesses, interface, &AccessConfig::interface);
    return access == config.accesses.end() ? nullptr : &*access;
}

} // namespace magd
