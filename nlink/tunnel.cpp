#include "nlink/tunnel.hpp"

#include <fmt/format.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "nlink/family.hpp"

namespace nlink {
namespace {

namespace link = detail::link;

namespace gre {
struct Data {};
using In = Attribute<link::Info, IFLA_INFO_DATA, Nest<Data>>;
using Local = Attribute<Data, IFLA_GRE_LOCAL, base::Address>;
using Remote = Attribute<Data, IFLA_GRE_REMOTE, base::Address>;
using InputFlags = Attribute<Data, IFLA_GRE_IFLAGS, Be<std::uint16_t>>;
using OutputFlags = Attribute<Data, IFLA_GRE_OFLAGS, Be<std::uint16_t>>;
using InputKey = Attribute<Data, IFLA_GRE_IKEY, Be<std::uint32_t>>;
using OutputKey = Attribute<Data, IFLA_GRE_OKEY, Be<std::uint32_t>>;
using Ttl = Attribute<Data, IFLA_GRE_TTL, std::uint8_t>;
using PathMtu = Attribute<Data, IFLA_GRE_PMTUDISC, std::uint8_t>;
using Ipv6Flags = Attribute<Data, IFLA_GRE_FLAGS, std::uint32_t>;
using EncapType = Attribute<Data, IFLA_GRE_ENCAP_TYPE, std::uint16_t>;
using EncapFlags = Attribute<Data, IFLA_GRE_ENCAP_FLAGS, std::uint16_t>;
using EncapSource = Attribute<Data, IFLA_GRE_ENCAP_SPORT, Be<std::uint16_t>>;
using EncapDestination = Attribute<Data, IFLA_GRE_ENCAP_DPORT, Be<std::uint16_t>>;

// The kernel's GRE_KEY is a big-endian constant; these are the same bits in host order.
const std::uint16_t key_flag = Wire<Be<std::uint16_t>>::swapped(GRE_KEY);
} // namespace gre

namespace ip {
struct Data {};
using In = Attribute<link::Info, IFLA_INFO_DATA, Nest<Data>>;
using Local = Attribute<Data, IFLA_IPTUN_LOCAL, base::Address>;
using Remote = Attribute<Data, IFLA_IPTUN_REMOTE, base::Address>;
using Ttl = Attribute<Data, IFLA_IPTUN_TTL, std::uint8_t>;
using PathMtu = Attribute<Data, IFLA_IPTUN_PMTUDISC, std::uint8_t>;
using Ipv6Flags = Attribute<Data, IFLA_IPTUN_FLAGS, std::uint32_t>;
using Protocol = Attribute<Data, IFLA_IPTUN_PROTO, std::uint8_t>;

constexpr std::uint8_t any_protocol = 0; ///< IPv4 and IPv6 inside
} // namespace ip

constexpr std::uint8_t outer_ttl = 64;

struct Kind {
    TunnelKind kind;
    base::Family outer;
    const char* name; ///< of the kernel's kind of link
    const char* module;
};
constexpr std::array<Kind, 4> kinds{{
    {TunnelKind::gre, base::Family::ipv4, "gre", "ip_gre"},
    {TunnelKind::gre, base::Family::ipv6, "ip6gre", "ip6_gre"},
    {TunnelKind::ip, base::Family::ipv4, "sit", "sit"},
    {TunnelKind::ip, base::Family::ipv6, "ip6tnl", "ip6_tunnel"},
}};

const Kind& kind_of(const Tunnel& tunnel) {
    const auto outer = base::family_of(tunnel.local);
    return *std::ranges::find_if(
        kinds, [&](const Kind& kind) { return kind.kind == tunnel.kind && kind.outer == outer; });
}

std::string words(const Tunnel& tunnel) {
    auto text = fmt::format("tunnel {} from {} to {}", tunnel.name, base::to_string(tunnel.local),
                            base::to_string(tunnel.remote));
    if (tunnel.kind == TunnelKind::ip) text.insert(0, "IP ");
    if (tunnel.fou_port) text += fmt::format(" in UDP port {}", *tunnel.fou_port);
    return text;
}

/// What both kinds say, each by its own numbers.
template <class Local, class Remote, class Ttl, class PathMtu, class Ipv6Flags, class Place>
void put_outer(Attributes<Place>& data, const Tunnel& tunnel) {
    data.template put<Local>(tunnel.local);
    data.template put<Remote>(tunnel.remote);
    data.template put<Ttl>(outer_ttl);
    if (base::family_of(tunnel.local) == base::Family::ipv4)
        data.template put<PathMtu>(1);
    else
        data.template put<Ipv6Flags>(IP6_TNL_F_IGN_ENCAP_LIMIT);
}

std::uint16_t key_flags(const std::optional<std::uint32_t>& key) { return key ? gre::key_flag : 0; }

void put(Attributes<gre::Data>& data, const Tunnel& tunnel) {
    put_outer<gre::Local, gre::Remote, gre::Ttl, gre::PathMtu, gre::Ipv6Flags>(data, tunnel);
    data.put<gre::InputFlags>(key_flags(tunnel.input_key));
    data.put<gre::OutputFlags>(key_flags(tunnel.output_key));
    data.put_if<gre::InputKey>(tunnel.input_key);
    data.put_if<gre::OutputKey>(tunnel.output_key);
    if (!tunnel.fou_port) return;
    data.put<gre::EncapType>(TUNNEL_ENCAP_FOU);
    data.put<gre::EncapFlags>(0);
    data.put<gre::EncapSource>(*tunnel.fou_port);
    data.put<gre::EncapDestination>(*tunnel.fou_port);
}

void put(Attributes<ip::Data>& data, const Tunnel& tunnel) {
    put_outer<ip::Local, ip::Remote, ip::Ttl, ip::PathMtu, ip::Ipv6Flags>(data, tunnel);
    data.put<ip::Protocol>(ip::any_protocol);
}

template <class In>
void put_data(Attributes<link::Info>& info, const Tunnel& tunnel) {
    info.nest<In>([&](Attributes<Inner<In>>& data) { put(data, tunnel); });
}

/// A key counts only with its flag: the kernel lists a 0 without it.
template <class Flags, class Key>
std::optional<std::uint32_t> key_in(const View<gre::Data>& data) {
    return (data.find<Flags>().value_or(0) & gre::key_flag) != 0 ? data.find<Key>() : std::nullopt;
}

template <class Tag, class Place>
base::Address address_in(const View<Place>& data, base::Family outer) {
    return detail::find_address<Tag>(data, std::to_underlying(outer)).value_or(base::unspecified(outer));
}

Tunnel gre_tunnel(const View<gre::Data>& data, base::Family outer) {
    const bool fou = data.find<gre::EncapType>() == TUNNEL_ENCAP_FOU;
    return {.name = {},
            .local = address_in<gre::Local>(data, outer),
            .remote = address_in<gre::Remote>(data, outer),
            .input_key = key_in<gre::InputFlags, gre::InputKey>(data),
            .output_key = key_in<gre::OutputFlags, gre::OutputKey>(data),
            .fou_port = fou ? data.find<gre::EncapDestination>() : std::nullopt};
}

std::optional<Tunnel> ip_tunnel(const View<ip::Data>& data, base::Family outer) {
    if (data.find<ip::Protocol>() != ip::any_protocol) return std::nullopt;
    return Tunnel{.name = {},
                  .kind = TunnelKind::ip,
                  .local = address_in<ip::Local>(data, outer),
                  .remote = address_in<ip::Remote>(data, outer)};
}

} // namespace

Request add_tunnel(const Tunnel& tunnel) {
    assert(base::family_of(tunnel.local) == base::family_of(tunnel.remote));
    return make_request<link::Body>(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, "add " + words(tunnel), {},
                                    [&](Attributes<link::Body>& body) {
                                        body.put<link::Name>(tunnel.name);
                                        body.put<link::Mtu>(tunnel.mtu);
                                        body.nest<link::LinkInfo>([&](Attributes<link::Info>& info) {
                                            info.put<link::Kind>(kind_of(tunnel).name);
                                            tunnel.kind == TunnelKind::gre ? put_data<gre::In>(info, tunnel)
                                                                           : put_data<ip::In>(info, tunnel);
                                        });
                                    });
}

std::string module_of(const Tunnel& tunnel) { return kind_of(tunnel).module; }

std::optional<Tunnel> detail::find_tunnel(const View<link::Info>& info) {
    const auto name = info.find<link::Kind>();
    const auto* const kind =
        std::ranges::find_if(kinds, [&](const Kind& known) { return name == known.name; });
    if (kind == kinds.end()) return std::nullopt;
    if (kind->kind == TunnelKind::gre) return gre_tunnel(info.nest<gre::In>(), kind->outer);
    return ip_tunnel(info.nest<ip::In>(), kind->outer);
}

} // namespace nlink
