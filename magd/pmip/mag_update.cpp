#include "magd/pmip/mag_update.hpp"

#include <algorithm>
#include <cassert>

namespace pmip {
namespace {

/// RFC 5213 section 6.9.1.1 step 7: an identifier that is not known, or all zero, is not sent.
bool known(const base::Bytes& link_layer_id) {
    return std::ranges::any_of(link_layer_id, [](std::uint8_t octet) { return octet != 0; });
}

/// The group of all sessions here: an LMA may name this MAG's sessions by it. 0 and 1 are reserved.
constexpr std::uint32_t own_group = 2;

bool leaving(const Binding& binding) { return ends(binding.exchange->kind); }

/// RFC 5149 section 4.1: right after the MN-ID. Normally in the first update of a session only.
void add_service(std::vector<Option>& options, const Binding& binding) {
    if (!binding.profile.service.empty() && binding.exchange->kind == Exchange::Kind::initial)
        options.emplace_back(ServiceSelection{binding.profile.service});
}

/// RFC 5213 section 6.9.1.1 step 4: one unspecified prefix asks for any, and stands alone.
void add_ipv6(std::vector<Option>& options, const Binding& binding) {
    if (!asks_ipv6(binding) || binding.exchange->released) return;
    if (binding.exchange->kind == Exchange::Kind::initial || !binding.ipv6) {
        options.emplace_back(HomeNetworkPrefix{});
        return;
    }
    for (const auto& prefix : binding.ipv6->home_prefixes) options.emplace_back(HomeNetworkPrefix{prefix});
}

/// RFC 5213 section 6.9.1.1: not when the session ends.
void add_link_local(std::vector<Option>& options, const MagSettings& settings, const Binding& binding) {
    const auto address = asked_link_local(settings, binding);
    if (address && !leaving(binding)) options.emplace_back(LinkLocalAddress{*address});
}

void add_ipv4(std::vector<Option>& options, const MagSettings& settings, const Binding& binding) {
    if (binding.exchange->released) options.emplace_back(Ipv4HomeAddressRequest{*binding.exchange->released});
    if (!asks_ipv4(binding)) return;
    const bool any = binding.exchange->kind == Exchange::Kind::initial || !binding.ipv4;
    options.emplace_back(any ? Ipv4HomeAddressRequest{} : Ipv4HomeAddressRequest{binding.ipv4->home_address});
    if (!leaving(binding) && settings.send_default_router) options.emplace_back(Ipv4DefaultRouter{});
}

void add_gre(std::vector<Option>& options, Encapsulation asked, const Binding& binding) {
    if (keyed(asked)) options.emplace_back(GreKey{binding.downlink_key});
    if (asked == Encapsulation::gre_unkeyed) options.emplace_back(GreKey{});
}

/// RFC 6602 section 4.1
bool asks_bulk(const MagSettings& settings, const Binding& binding) {
    return settings.lmas.at(binding.lma).bulk && !leaving(binding);
}

/// RFC 6909 section 3.1: without a selector, it asks for the policy.
bool asks_offload(const MagSettings& settings, const Binding& binding) {
    return settings.lmas.at(binding.lma).offload && asks_ipv4(binding) && !leaving(binding);
}

std::uint16_t flags_of(const MagSettings& settings, const Binding& binding) {
    std::uint16_t flags = pbu_flag::acknowledge | pbu_flag::proxy;
    if (settings.home_registration) flags |= pbu_flag::home_registration;
    if (forces_udp(settings, binding)) flags |= pbu_flag::force_udp;
    if (asks_bulk(settings, binding)) flags |= pbu_flag::bulk_binding;
    return flags;
}

} // namespace

std::uint64_t timestamp_value(WallTime time) {
    const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    const auto microseconds = static_cast<std::uint64_t>(since_1970.count());
    constexpr std::uint64_t second = 1'000'000;
    return microseconds / second << 16 | (microseconds % second << 16) / second;
}

bool asks_ipv4(const Binding& binding) {
    return binding.profile.ipv4 && !binding.waived.ipv4 && !barred_by_lma(binding).ipv4;
}

bool asks_ipv6(const Binding& binding) { return binding.profile.ipv6 && !barred_by_lma(binding).ipv6; }

std::optional<base::Ipv6> asked_link_local(const MagSettings& settings, const Binding& binding) {
    if (!settings.link_local_from_lma || !asks_ipv6(binding) || binding.exchange->released)
        return std::nullopt;
    const bool any = binding.exchange->kind == Exchange::Kind::initial || !binding.ipv6;
    return any ? base::Ipv6{} : binding.ipv6->link_local;
}

bool forces_udp(const MagSettings& settings, const Binding& binding) {
    return settings.lmas.at(binding.lma).force_udp && !binding.waived.force_udp;
}

bool redirectable(const MagSettings& settings, const Binding& binding) {
    return settings.lmas.at(binding.lma).redirect && binding.exchange->kind == Exchange::Kind::initial &&
           binding.exchange->handoff == Handoff::new_interface;
}

Encapsulation asked_encapsulation(const LmaSettings& lma, const Peer& peer, const Waived& waived) {
    const auto first = lma.encapsulations.front();
    if (first == Encapsulation::device) return first;
    const auto is_gre = [](Encapsulation e) { return e != Encapsulation::ip; };
    const auto gre = std::ranges::find_if(lma.encapsulations, is_gre);
    const bool has_gre = gre != lma.encapsulations.end();
    const bool has_ip = std::ranges::find(lma.encapsulations, Encapsulation::ip) != lma.encapsulations.end();
    if ((waived.gre || peer.without_gre) && has_ip) return Encapsulation::ip;
    return waived.plain && has_gre ? *gre : first;
}

ProxyBindingUpdate build_pbu(const MagSettings& settings, const Binding& binding,
                             const Exchange::Copy& copy) {
    assert(binding.exchange);
    const auto& profile = binding.profile;
    ProxyBindingUpdate update{.sequence = copy.sequence,
                              .flags = flags_of(settings, binding),
                              .lifetime = static_cast<std::uint16_t>(settings.lifetime / lifetime_unit),
                              .options = {MobileNodeIdentifier{profile.mn_id}}};
    auto& options = update.options;
    if (leaving(binding)) update.lifetime = 0;
    add_service(options, binding);
    options.emplace_back(HandoffIndicator{binding.exchange->handoff});
    options.emplace_back(AccessTechnologyType{profile.access_technology});
    if (known(profile.link_layer_id)) options.emplace_back(LinkLayerIdentifier{profile.link_layer_id});
    if (settings.timestamps) options.emplace_back(Timestamp{copy.timestamp});
    add_link_local(options, settings, binding);
    add_ipv6(options, binding);
    add_ipv4(options, settings, binding);
    if (!leaving(binding)) add_gre(options, copy.asked, binding);
    if (asks_offload(settings, binding)) options.emplace_back(TrafficOffloadSelector{});
    if (profile.access_network) options.emplace_back(*profile.access_network);
    if (asks_bulk(settings, binding)) options.emplace_back(MobileNodeGroup{.id = own_group});
    if (redirectable(settings, binding)) options.emplace_back(RedirectCapability{});
    return update;
}

} // namespace pmip
