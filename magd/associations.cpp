#include "magd/associations.hpp"

#include "magd/policy.hpp"

namespace magd {

Associations::Associations(const Config& config) {
    for (const auto& lma : config.lmas)
        if (lma.authentication)
            entries_[lma.address] = {.association = *lma.authentication,
                                     .addresses = {.care_of = proxy_care_of_address(config, lma)}};
}

const Associations::Entry* Associations::find(const base::Address& lma) const {
    const auto at = entries_.find(lma);
    return at == entries_.end() ? nullptr : &at->second;
}

base::Bytes Associations::encode(const base::Address& lma, const pmip::Message& message) const {
    constexpr auto padding = pmip::Padding::never_pad1;
    const auto* entry = find(lma);
    if (entry == nullptr || !std::holds_alternative<pmip::ProxyBindingUpdate>(message))
        return pmip::encode(message, padding);
    return pmip::encode_authenticated(message, padding, entry->association, entry->addresses);
}

pmip::Authenticity Associations::judge(const base::Address& lma, base::ByteView header,
                                       const pmip::Decoded& decoded) const {
    const auto* entry = find(lma);
    if (entry == nullptr || !std::holds_alternative<pmip::ProxyBindingAck>(decoded.message))
        return pmip::Authenticity::genuine;
    return pmip::authenticate(header, decoded, entry->association, entry->addresses);
}

} // namespace magd
