#include "magd/pmip/mag_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pmip {
namespace {

/// An LMA that misses an option in the PBU has to answer with the value 0 for it
/// (RFC 5213 section 5.3.6).
bool zero_allowed(Status status, Handoff value) {
    return status == Status::missing_handoff_indicator_option && value == Handoff::reserved;
}
bool zero_allowed(Status status, AccessTechnology value) {
    return status == Status::missing_access_tech_type_option && value == AccessTechnology::reserved;
}

template <class E>
std::string differs(std::string_view option, E got, E sent) {
    return fmt::format("{} {} instead of {}", option, std::to_underlying(got), std::to_underlying(sent));
}

/// Why the address in this reply cannot be a client's; empty if it can.
std::string_view unusable(const base::Prefix4& address) {
    if (address.length > 32) return "a prefix length above 32";
    if (address.address.unspecified()) return "the home address 0.0.0.0";
    return {};
}

} // namespace

std::optional<std::string> contradiction(const Profile& profile, Handoff sent, const ProxyBindingAck& ack) {
    if (const auto* hi = find<HandoffIndicator>(ack.options);
        hi != nullptr && hi->indicator != sent && !zero_allowed(ack.status, hi->indicator))
        return differs("HI", hi->indicator, sent);
    if (const auto* att = find<AccessTechnologyType>(ack.options);
        att != nullptr && att->technology != profile.access_technology &&
        !zero_allowed(ack.status, att->technology))
        return differs("ATT", att->technology, profile.access_technology);
    if (const auto* llid = find<LinkLayerIdentifier>(ack.options);
        llid != nullptr && llid->identifier != profile.link_layer_id)
        return fmt::format("{} instead of {}", describe(*llid),
                           describe(LinkLayerIdentifier{profile.link_layer_id}));
    return std::nullopt;
}

bool lacks_echo(const Profile& profile, bool timestamped, const ProxyBindingAck& ack) {
    const auto& options = ack.options;
    return find<HandoffIndicator>(options) == nullptr || find<AccessTechnologyType>(options) == nullptr ||
           (!profile.link_layer_id.empty() && find<LinkLayerIdentifier>(options) == nullptr) ||
           (timestamped && find<Timestamp>(options) == nullptr);
}

std::expected<Granted, std::string> granted(const ProxyBindingAck& ack, Seconds requested) {
    const auto* reply = find<Ipv4HomeAddressReply>(ack.options);
    const auto* router = find<Ipv4DefaultRouter>(ack.options);
    const auto* gre = find<GreKey>(ack.options);
    if (reply == nullptr) return std::unexpected("no IPv4 Home Address Reply");
    if (!accepted(reply->status))
        return std::unexpected(fmt::format("IPv4 Home Address Reply status {} {}",
                                           std::to_underlying(reply->status), name(reply->status)));
    if (const auto why = unusable(reply->home_address); !why.empty())
        return std::unexpected(std::string(why));
    if (router == nullptr || router->router.unspecified())
        return std::unexpected("no IPv4 Default-Router Address");
    if (ack.lifetime == 0) return std::unexpected("a lifetime of 0");
    if (gre == nullptr || !gre->key) return std::unexpected("no GRE key, which the tunnel needs");
    return Granted{.session = {.home_address = reply->home_address, .default_router = router->router},
                   .uplink_key = *gre->key,
                   .lifetime = std::min(ack.lifetime * lifetime_unit, requested)};
}

} // namespace pmip
