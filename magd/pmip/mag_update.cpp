#include "magd/pmip/mag_update.hpp"

#include <algorithm>
#include <cassert>

namespace pmip {
namespace {

/// RFC 5213 section 6.9.1.1 step 7: an identifier that is not known, or all zero, is not sent.
bool known(const base::Bytes& link_layer_id) {
    return std::ranges::any_of(link_layer_id, [](std::uint8_t octet) { return octet != 0; });
}

Ipv4HomeAddressRequest address_request(const Binding& binding) {
    if (binding.exchange->kind == Exchange::Kind::initial || !binding.ipv4) return {};
    return {binding.ipv4->home_address};
}

} // namespace

std::uint64_t timestamp_value(WallTime time) {
    const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    const auto microseconds = static_cast<std::uint64_t>(since_1970.count());
    constexpr std::uint64_t second = 1'000'000;
    return microseconds / second << 16 | (microseconds % second << 16) / second;
}

ProxyBindingUpdate build_pbu(const MagSettings& settings, const Binding& binding,
                             const Exchange::Copy& copy) {
    assert(binding.exchange);
    const auto& profile = binding.profile;
    const bool leaving = binding.exchange->kind == Exchange::Kind::deregistration;
    ProxyBindingUpdate update{.sequence = copy.sequence,
                              .lifetime = static_cast<std::uint16_t>(settings.lifetime / lifetime_unit),
                              .options = {MobileNodeIdentifier{profile.mn_id},
                                          HandoffIndicator{binding.exchange->handoff},
                                          AccessTechnologyType{profile.access_technology}}};
    auto& options = update.options;
    if (leaving) update.lifetime = 0;
    if (known(profile.link_layer_id)) options.emplace_back(LinkLayerIdentifier{profile.link_layer_id});
    if (settings.timestamps) options.emplace_back(Timestamp{copy.timestamp});
    options.emplace_back(address_request(binding));
    if (!leaving && settings.send_default_router) options.emplace_back(Ipv4DefaultRouter{});
    if (!leaving) options.emplace_back(GreKey{binding.downlink_key});
    return update;
}

} // namespace pmip
