#include "tools/lma/lma_answer.hpp"

namespace lma {
namespace {

using namespace pmip;

template <class O>
void copy(const Request& request, ProxyBindingAck& ack) {
    if (const auto* option = request.find<O>()) ack.options.emplace_back(*option);
}

/// The option as received, or one with no value.
template <class O>
void echo(const Request& request, ProxyBindingAck& ack) {
    const auto* option = request.find<O>();
    ack.options.emplace_back(option != nullptr ? *option : O{});
}

ProxyBindingAck begin(const Request& request) {
    ProxyBindingAck ack{.sequence = request.update.sequence, .options = {}};
    echo<MobileNodeIdentifier>(request, ack);
    echo<HandoffIndicator>(request, ack);
    echo<AccessTechnologyType>(request, ack);
    copy<LinkLayerIdentifier>(request, ack);
    copy<Timestamp>(request, ack);
    return ack;
}

std::uint16_t units(Seconds lifetime) { return static_cast<std::uint16_t>(lifetime / lifetime_unit); }

void add_ipv6(const Request& request, const CacheEntry& entry, ProxyBindingAck& ack) {
    if (!request.ipv6 || !entry.ipv6) return;
    for (auto prefix : entry.ipv6->home_prefixes) {
        const auto& address = entry.ipv6->home_address;
        if (address && base::Prefix6{*address, prefix.length}.network() == prefix.address)
            prefix.address = *address;
        ack.options.emplace_back(HomeNetworkPrefix{prefix});
    }
}

/// The default router is told with status 0 of the option alone.
void add_ipv4(const Request& request, const CacheEntry& entry, Ipv4HomeAddressStatus refusal,
              ProxyBindingAck& ack) {
    if (!request.ipv4) return;
    if (entry.ipv4) {
        ack.options.emplace_back(
            Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, entry.ipv4->home_address});
        ack.options.emplace_back(Ipv4DefaultRouter{entry.ipv4->default_router});
    } else {
        const auto& asked = request.find<Ipv4HomeAddressRequest>()->home_address;
        ack.options.emplace_back(Ipv4HomeAddressReply{refusal, asked});
    }
}

void add_gre_key(const CacheEntry& entry, ProxyBindingAck& ack) {
    if (keyed(entry.encapsulation)) ack.options.emplace_back(GreKey{entry.uplink_key});
    if (entry.encapsulation == Encapsulation::gre_unkeyed) ack.options.emplace_back(GreKey{});
}

void set_flag(ProxyBindingAck& ack, std::uint8_t flag, bool on) {
    if (on) ack.flags |= flag;
}

} // namespace

ProxyBindingAck acceptance(const Request& request, const CacheEntry& entry, const Acceptance& how) {
    auto ack = begin(request);
    ack.status = how.agreed.status;
    set_flag(ack, pba_flag::tlv_header, how.agreed.tlv_header);
    set_flag(ack, pba_flag::bulk_binding, how.bulk);
    if (!request.deregisters()) ack.lifetime = units(entry.lifetime);
    if (request.find<LinkLocalAddress>() != nullptr)
        ack.options.emplace_back(LinkLocalAddress{entry.link_local});
    add_ipv6(request, entry, ack);
    add_ipv4(request, entry, how.address_status, ack);
    if (!request.deregisters()) add_gre_key(entry, ack);
    copy<AlternateIpv4CareOfAddress>(request, ack);
    ack.options.insert(ack.options.end(), how.offers.begin(), how.offers.end());
    return ack;
}

ProxyBindingAck rejection(const Request& request, const Rejection& why) {
    auto ack = begin(request);
    ack.status = why.status;
    copy<LinkLocalAddress>(request, ack);
    for (const auto& option : request.update.options)
        if (const auto* prefix = std::get_if<HomeNetworkPrefix>(&option)) ack.options.emplace_back(*prefix);
    if (const auto* asked = request.find<Ipv4HomeAddressRequest>())
        ack.options.emplace_back(Ipv4HomeAddressReply{why.address_status, asked->home_address});
    return ack;
}

ProxyBindingAck group_acceptance(const Request& request, Seconds lifetime) {
    auto ack = begin(request);
    ack.lifetime = units(lifetime);
    copy<MobileNodeGroup>(request, ack);
    return ack;
}

} // namespace lma
