#include "tools/lma/request.hpp"

namespace lma {
namespace {

/// RFC 6275 section 6.2.5 and RFC 6463 section 4.4: an option may name another address than
/// the packet's source.
base::Address proxy_coa(const Request& request) {
    if (const auto* other = request.find<pmip::AlternateCareOfAddress>()) return other->address;
    if (const auto* other = request.find<pmip::AlternateIpv4CareOfAddress>()) return other->address;
    return request.from;
}

SessionKey key_of(const Request& request) {
    SessionKey key;
    if (const auto* id = request.find<pmip::MobileNodeIdentifier>()) key.mn_id = id->id;
    if (const auto* llid = request.find<pmip::LinkLayerIdentifier>()) key.link_layer_id = llid->identifier;
    if (const auto* att = request.find<pmip::AccessTechnologyType>()) key.access_technology = att->technology;
    if (const auto* hi = request.find<pmip::HandoffIndicator>()) key.handoff = hi->indicator;
    if (const auto* asked = request.find<pmip::Ipv4HomeAddressRequest>())
        key.home_address = asked->home_address.address;
    for (const auto& option : request.update.options)
        if (const auto* asked = std::get_if<pmip::HomeNetworkPrefix>(&option);
            asked != nullptr && !asked->prefix.address.unspecified())
            key.home_prefixes.push_back(asked->prefix);
    key.proxy_coa = proxy_coa(request);
    return key;
}

} // namespace

std::uint64_t Request::timestamp() const {
    const auto* option = find<pmip::Timestamp>();
    return option != nullptr ? option->value : 0;
}

bool Request::bulk_refresh() const {
    return !flagged(pmip::pbu_flag::bulk_binding) && find<pmip::MobileNodeGroup>() != nullptr && !ipv4 &&
           !ipv6 && find<pmip::MobileNodeIdentifier>() == nullptr && find<pmip::GreKey>() == nullptr;
}

Request read_request(const MessageIn& in, pmip::ProxyBindingUpdate update) {
    Request request{.from = in.from, .port = in.port, .update = std::move(update), .key = {}};
    request.ipv4 = request.find<pmip::Ipv4HomeAddressRequest>() != nullptr;
    request.ipv6 = request.find<pmip::HomeNetworkPrefix>() != nullptr;
    request.key = key_of(request);
    return request;
}

} // namespace lma
