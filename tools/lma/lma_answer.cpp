#include "tools/lma/lma_answer.hpp"

namespace lma {
namespace {

/// The option as received, or one with no value.
template <class O>
O echo(const pmip::ProxyBindingUpdate& update) {
    const auto* received = pmip::find<O>(update.options);
    return received != nullptr ? *received : O{};
}

pmip::ProxyBindingAck begin(const pmip::ProxyBindingUpdate& update) {
    using namespace pmip;
    ProxyBindingAck ack{.sequence = update.sequence, .options = {}};
    ack.options = {echo<MobileNodeIdentifier>(update), echo<HandoffIndicator>(update),
                   echo<AccessTechnologyType>(update)};
    if (const auto* llid = find<LinkLayerIdentifier>(update.options)) ack.options.emplace_back(*llid);
    if (const auto* timestamp = find<Timestamp>(update.options)) ack.options.emplace_back(*timestamp);
    return ack;
}

} // namespace

pmip::ProxyBindingAck acceptance(const pmip::ProxyBindingUpdate& update, const CacheEntry& entry) {
    using namespace pmip;
    auto ack = begin(update);
    if (update.lifetime != 0) ack.lifetime = static_cast<std::uint16_t>(entry.lifetime / lifetime_unit);
    ack.options.emplace_back(
        Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, entry.session.home_address});
    ack.options.emplace_back(Ipv4DefaultRouter{entry.session.default_router});
    if (find<GreKey>(update.options) != nullptr) ack.options.emplace_back(GreKey{entry.uplink_key});
    return ack;
}

pmip::ProxyBindingAck rejection(const pmip::ProxyBindingUpdate& update, Rejection why) {
    using namespace pmip;
    auto ack = begin(update);
    ack.status = why.status;
    for (const auto& option : update.options)
        if (const auto* prefix = std::get_if<HomeNetworkPrefix>(&option)) ack.options.emplace_back(*prefix);
    if (const auto* request = find<Ipv4HomeAddressRequest>(update.options))
        ack.options.emplace_back(Ipv4HomeAddressReply{why.address_status, request->home_address});
    return ack;
}

} // namespace lma
