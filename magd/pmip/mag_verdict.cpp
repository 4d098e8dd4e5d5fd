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

template <class T>
using Part = std::expected<T, std::string>;

Part<Ipv4Session> ipv4_of(const std::vector<Option>& options) {
    const auto* reply = find<Ipv4HomeAddressReply>(options);
    const auto* router = find<Ipv4DefaultRouter>(options);
    if (reply == nullptr) return std::unexpected("no IPv4 Home Address Reply");
    if (!accepted(reply->status))
        return std::unexpected(fmt::format("IPv4 Home Address Reply status {} {}",
                                           std::to_underlying(reply->status), name(reply->status)));
    if (const auto why = unusable(reply->home_address); !why.empty())
        return std::unexpected(std::string(why));
    if (router == nullptr || router->router.unspecified())
        return std::unexpected("no IPv4 Default-Router Address");
    return Ipv4Session{.home_address = reply->home_address, .default_router = router->router};
}

/// A client forms its addresses in a prefix of 64 bits (RFC 4862), and the kernel's maps hold as many.
constexpr std::uint8_t home_prefix_length = 64;

/// A prefix with more than its own bits set is an address of the client in it.
void note_address(Ipv6Session& session, const base::Prefix6& home) {
    if (!session.home_address && home.address != home.network()) session.home_address = home.address;
}

Part<Ipv6Session> ipv6_of(const std::vector<Option>& options) {
    Ipv6Session session;
    for (const auto& option : options) {
        const auto* home = std::get_if<HomeNetworkPrefix>(&option);
        if (home == nullptr || home->prefix.address.unspecified()) continue;
        if (home->prefix.length != home_prefix_length)
            return std::unexpected(fmt::format("the home network prefix {}, which is no /{}",
                                               to_string(home->prefix), home_prefix_length));
        session.home_prefixes.push_back({.address = home->prefix.network(), .length = home_prefix_length});
        note_address(session, home->prefix);
    }
    if (session.home_prefixes.empty()) return std::unexpected("no Home Network Prefix");
    return session;
}

/// RFC 5213 section 6.9.1.2. Without one that can be, the address that needs no LMA will do.
base::Ipv6 link_local_of(const std::vector<Option>& options, const base::Ipv6& asked) {
    if (!asked.unspecified()) return asked;
    const auto* given = find<LinkLocalAddress>(options);
    return given != nullptr && given->address.link_local() ? given->address : fixed_link_local;
}

template <class Out, class T>
void take(Out& out, Part<T> part, std::string& missing) {
    if (part)
        out = std::move(*part);
    else
        missing += (missing.empty() ? "" : ", ") + part.error();
}

/// What the answer's status and GRE Key option make of the form that was asked for
/// (RFC 5845 sections 3.2 and 4.2).
Encapsulation encapsulation_of(Status status, const GreKey* gre, Encapsulation asked) {
    if (asked == Encapsulation::ip || asked == Encapsulation::device) return asked;
    if (status == Status::gre_key_option_not_required || gre == nullptr) return Encapsulation::ip;
    if (asked == Encapsulation::gre_unkeyed || !gre->key) return Encapsulation::gre_unkeyed;
    return status == Status::gre_tunneling_but_tlv_header_not_supported ? Encapsulation::gre : asked;
}

/// An F flag is granted by NAT Detection with an F of its own, RFC 5844 section 4.1.3.1.
bool forces_udp(const ProxyBindingAck& ack) {
    const auto* nat = find<NatDetection>(ack.options);
    return nat != nullptr && nat->force_udp;
}

/// Why this encapsulation cannot be: it is not among the LMA's.
std::string_view unfit(Encapsulation encapsulation) {
    return encapsulation == Encapsulation::gre ? "plain GRE, which is not among its encapsulations"
                                               : "no GRE key, which the tunnel needs";
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

std::string_view access_network_fault(const Profile& profile, const ProxyBindingAck& ack) {
    if (!profile.access_network) return "";
    const auto* kept = find<AccessNetworkIdentifier>(ack.options);
    if (kept == nullptr) return "ignores the Access Network Identifier";
    return *kept == *profile.access_network ? "" : "altered the Access Network Identifier";
}

std::expected<Granted, std::string> granted(const ProxyBindingAck& ack, const Asked& asked,
                                            std::span<const Encapsulation> allowed) {
    if (ack.lifetime == 0) return std::unexpected("a lifetime of 0");
    if ((ack.flags & pba_flag::tlv_header) != 0) // no update asks for it (RFC 5845 section 6.2)
        return std::unexpected("the TLV header (T flag), which was not asked for");
    Granted out;
    out.lifetime = std::min(ack.lifetime * lifetime_unit, asked.lifetime);
    if (asked.ipv4) take(out.ipv4, ipv4_of(ack.options), out.missing);
    if (asked.ipv6) take(out.ipv6, ipv6_of(ack.options), out.missing);
    if (out.ipv6 && asked.link_local) out.ipv6->link_local = link_local_of(ack.options, *asked.link_local);
    if (!out.ipv4 && !out.ipv6) return std::unexpected(out.missing);
    const auto* gre = find<GreKey>(ack.options);
    out.encapsulation = encapsulation_of(ack.status, gre, asked.encapsulation);
    const bool udp_refused = asked.force_udp && !forces_udp(ack);
    if (out.encapsulation == Encapsulation::gre_udp && udp_refused) out.encapsulation = Encapsulation::gre;
    if (std::ranges::find(allowed, out.encapsulation) == allowed.end())
        return std::unexpected(std::string(unfit(out.encapsulation)));
    if (keyed(out.encapsulation)) out.uplink_key = gre->key;
    const auto* offload = find<TrafficOffloadSelector>(ack.options);
    if (asked.offload && out.ipv4 && offload != nullptr && !offload->items.empty()) out.offload = *offload;
    return out;
}

} // namespace pmip
