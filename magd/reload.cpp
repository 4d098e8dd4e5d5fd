#include "magd/reload.hpp"

#include <algorithm>

#include "magd/identity.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

template <auto member, auto... further>
const auto& field_of(const auto& object) {
    if constexpr (sizeof...(further) == 0)
        return object.*member;
    else
        return field_of<further...>(object.*member);
}

/// One field of the configuration, by the members that lead to it.
template <auto... members>
bool same(const Config& a, const Config& b) {
    return field_of<members...>(a) == field_of<members...>(b);
}

/// One field of every entry of a list. Entries that were added or taken away change it too.
template <auto list, auto field>
bool same_each(const Config& a, const Config& b) {
    return std::ranges::equal(a.*list, b.*list, {}, field, field);
}

/// Access interfaces get the gateway's IPv6 address at the start, if anyone has IPv6 then.
bool same_presence(const Config& a, const Config& b) { return kernel_site(a).ipv6 || !kernel_site(b).ipv6; }

/// What clients come by is opened at the start.
bool same_sources(const Config& a, const Config& b) {
    return std::ranges::equal(a.accesses, b.accesses, [](const AccessConfig& one, const AccessConfig& other) {
        return one.interface == other.interface && one.triggers == other.triggers &&
               one.radios == other.radios;
    });
}

constexpr auto the_lmas = &Config::lmas;
constexpr auto the_nases = &Config::nases;
constexpr auto the_binding = &Config::binding;
constexpr auto the_kernel = &Config::kernel;
constexpr auto the_control = &Config::control;

} // namespace

const std::vector<RestartKey>& restart_keys() {
    static const std::vector<RestartKey> keys{
        {"mag.address", same<&Config::address>},
        {"mag.address6", same<&Config::address6>},
        {"mag.port", same<&Config::port>},
        {"mag.state_directory", same<&Config::state_directory>},
        {"mag.hostapd_directory", same<&Config::hostapd_directory>},
        {"mag.breakout", same<&Config::breakout>},
        {"mag.local_routing", same<&Config::local_routing>},
        {"dhcp.relay_to", same<&Config::dhcp, &DhcpConfig::relay_to>},
        {"lma.name", same_each<the_lmas, &LmaConfig::name>},
        {"lma.address", same_each<the_lmas, &LmaConfig::address>},
        {"lma.encapsulation", same_each<the_lmas, &LmaConfig::encapsulations>},
        {"lma.device", same_each<the_lmas, &LmaConfig::device>},
        {"lma.path_mtu", same_each<the_lmas, &LmaConfig::path_mtu>},
        {"lma.force_udp", same_each<the_lmas, &LmaConfig::force_udp>},
        {"lma.redirect", same_each<the_lmas, &LmaConfig::redirect>},
        {"lma.bulk", same_each<the_lmas, &LmaConfig::bulk>},
        {"lma.update_rate", same_each<the_lmas, &LmaConfig::update_rate>},
        {"lma.heartbeat_interval", same_each<the_lmas, &LmaConfig::heartbeat_interval>},
        {"lma.heartbeat_delay", same_each<the_lmas, &LmaConfig::heartbeat_delay>},
        {"lma.heartbeat_retries", same_each<the_lmas, &LmaConfig::heartbeat_retries>},
        {"lma.spi, key or key_file", same_each<the_lmas, &LmaConfig::authentication>},
        {"realm.services or client.services, the first with IPv6", same_presence},
        {"access.interface, triggers or radios", same_sources},
        {"radius.address", same<&Config::radius, &RadiusConfig::address>},
        {"radius.port", same<&Config::radius, &RadiusConfig::port>},
        {"nas.address", same_each<the_nases, &NasConfig::address>},
        {"nas.secret or secret_file", same_each<the_nases, &NasConfig::secret>},
        {"nas.interface", same_each<the_nases, &NasConfig::interface>},
        {"binding.lifetime", same<the_binding, &BindingConfig::lifetime>},
        {"binding.refresh_before", same<the_binding, &BindingConfig::refresh_before>},
        {"binding.retransmit_initial", same<the_binding, &BindingConfig::retransmit_initial>},
        {"binding.retransmit_maximum", same<the_binding, &BindingConfig::retransmit_maximum>},
        {"binding.retry_initial", same<the_binding, &BindingConfig::retry_initial>},
        {"binding.retry_maximum", same<the_binding, &BindingConfig::retry_maximum>},
        {"binding.replay_window", same<the_binding, &BindingConfig::replay_window>},
        {"binding.timestamp", same<the_binding, &BindingConfig::timestamp>},
        {"binding.initial_handoff", same<the_binding, &BindingConfig::initial_handoff>},
        {"binding.deregistration_copies", same<the_binding, &BindingConfig::deregistration_copies>},
        {"binding.lma_attempts", same<the_binding, &BindingConfig::lma_attempts>},
        {"binding.lma_hold_down", same<the_binding, &BindingConfig::lma_hold_down>},
        {"binding.return_to_preferred", same<the_binding, &BindingConfig::return_to_preferred>},
        {"binding.home_registration", same<the_binding, &BindingConfig::home_registration>},
        {"binding.send_default_router", same<the_binding, &BindingConfig::send_default_router>},
        {"binding.link_local_from_lma", same<the_binding, &BindingConfig::link_local_from_lma>},
        {"binding.min_attempt_interval", same<the_binding, &BindingConfig::min_attempt_interval>},
        {"binding.departure_delay", same<the_binding, &BindingConfig::departure_delay>},
        {"binding.maximum", same<the_binding, &BindingConfig::maximum>},
        {"kernel.mark_mask", same<the_kernel, &KernelConfig::mark_mask>},
        {"kernel.fast_path", same<the_kernel, &KernelConfig::fast_path>},
        {"kernel.table_base", same<the_kernel, &KernelConfig::table_base>},
        {"kernel.rule_priority", same<the_kernel, &KernelConfig::rule_priority>},
        {"kernel.grace_period", same<the_kernel, &KernelConfig::grace_period>},
        {"kernel.adoption_limit", same<the_kernel, &KernelConfig::adoption_limit>},
        {"control.socket", same<the_control, &ControlConfig::socket>},
        {"control.group", same<the_control, &ControlConfig::group>},
    };
    return keys;
}

std::vector<std::string> awaiting_restart(const Config& started, const Config& next) {
    std::vector<std::string> names;
    for (const auto& key : restart_keys())
        if (!key.same(started, next)) names.emplace_back(key.key);
    return names;
}

Config in_force(const Config& started, const Config& next) {
    auto config = next;
    config.address = started.address;
    config.address6 = started.address6;
    config.port = started.port;
    config.state_directory = started.state_directory;
    config.hostapd_directory = started.hostapd_directory;
    config.breakout = started.breakout;
    config.local_routing = started.local_routing;
    config.dhcp.relay_to = started.dhcp.relay_to;
    config.lmas = started.lmas;
    config.radius = started.radius;
    config.nases = started.nases;
    config.binding = started.binding;
    config.kernel = started.kernel;
    config.control = started.control;
    if (same_presence(started, next)) return config;
    for (auto& realm : config.realms) realm.services = Services::ipv4;
    for (auto& client : config.clients) client.services.reset();
    return config;
}

std::vector<pmip::Event> corrections(const Config& config,
                                     const std::map<base::MacAddress, pmip::Binding>& bindings) {
    std::vector<pmip::Event> events;
    for (const auto& [mac, binding] : bindings) {
        if (binding.phase == pmip::Phase::disconnecting && !binding.next_profile) continue;
        const auto& known = binding.next_profile ? *binding.next_profile : binding.profile;
        const auto* access = find_access(config, known.access_name);
        if (access == nullptr) {
            events.emplace_back(pmip::LinkDown{
                .mac = mac, .reason = *known.access_name + " is no access interface any more"});
            continue;
        }
        auto profile = profile_for(config, *access, known.access, mac);
        if (!profile)
            events.emplace_back(pmip::LinkDown{.mac = mac, .reason = profile.error()});
        else if (*profile != known)
            events.emplace_back(pmip::LinkUp{.profile = std::move(*profile)});
    }
    return events;
}

} // namespace magd
