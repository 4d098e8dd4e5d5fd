#include "nlink/link.hpp"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace nlink {
namespace {

namespace link {
struct Body {
    using Header = ifinfomsg;
};
struct Info {};
struct Gre {};
struct Families {};
struct Inet {};
struct Inet6 {};
struct Conf {
    using Element = std::uint32_t;
};

using Name = Attribute<Body, IFLA_IFNAME, std::string>;
using Mtu = Attribute<Body, IFLA_MTU, std::uint32_t>;
using Mac = Attribute<Body, IFLA_ADDRESS, base::MacAddress>;
using ExtraMask = Attribute<Body, IFLA_EXT_MASK, std::uint32_t>;
using LinkInfo = Attribute<Body, IFLA_LINKINFO, Nest<Info>>;
using PerFamily = Attribute<Body, IFLA_AF_SPEC, Nest<Families>>;

using Kind = Attribute<Info, IFLA_INFO_KIND, std::string>;
using GreData = Attribute<Info, IFLA_INFO_DATA, Nest<Gre>>;

using ForIpv4 = Attribute<Families, AF_INET, Nest<Inet>>;
using ForIpv6 = Attribute<Families, AF_INET6, Nest<Inet6>>;
using AddressMode = Attribute<Inet6, IFLA_INET6_ADDR_GEN_MODE, std::uint8_t>;
/// The same attribute is written as a nest of settings and read as an array of all of them.
using SetConf = Attribute<Inet, IFLA_INET_CONF, Nest<Conf>>;
using AllConf = Attribute<Inet, IFLA_INET_CONF, base::Bytes>;
} // namespace link

namespace gre {
using link::Gre;
using Local = Attribute<Gre, IFLA_GRE_LOCAL, base::Ipv4>;
using Remote = Attribute<Gre, IFLA_GRE_REMOTE, base::Ipv4>;
using InputFlags = Attribute<Gre, IFLA_GRE_IFLAGS, Be<std::uint16_t>>;
using OutputFlags = Attribute<Gre, IFLA_GRE_OFLAGS, Be<std::uint16_t>>;
using InputKey = Attribute<Gre, IFLA_GRE_IKEY, Be<std::uint32_t>>;
using OutputKey = Attribute<Gre, IFLA_GRE_OKEY, Be<std::uint32_t>>;
using Ttl = Attribute<Gre, IFLA_GRE_TTL, std::uint8_t>;
using PathMtu = Attribute<Gre, IFLA_GRE_PMTUDISC, std::uint8_t>;
using EncapType = Attribute<Gre, IFLA_GRE_ENCAP_TYPE, std::uint16_t>;
using EncapFlags = Attribute<Gre, IFLA_GRE_ENCAP_FLAGS, std::uint16_t>;
using EncapSource = Attribute<Gre, IFLA_GRE_ENCAP_SPORT, Be<std::uint16_t>>;
using EncapDestination = Attribute<Gre, IFLA_GRE_ENCAP_DPORT, Be<std::uint16_t>>;

// The kernel's GRE_KEY is a big-endian constant; these are the same bits in host order.
const std::uint16_t key_flag = Wire<Be<std::uint16_t>>::swapped(GRE_KEY);
} // namespace gre

namespace neighbour_table {
struct Body {
    using Header = ndtmsg;
};
struct Parameters {};
using Name = Attribute<Body, NDTA_NAME, std::string>;
using PerInterface = Attribute<Body, NDTA_PARMS, Nest<Parameters>>;
using Interface = Attribute<Parameters, NDTPA_IFINDEX, base::IfIndex>;
using ProxyDelay = Attribute<Parameters, NDTPA_PROXY_DELAY, std::uint64_t>;
} // namespace neighbour_table

constexpr std::uint8_t outer_ttl = 64;

ifinfomsg header_of(base::IfIndex interface) {
    ifinfomsg header{};
    header.ifi_family = AF_UNSPEC;
    header.ifi_index = static_cast<int>(interface);
    return header;
}

/// IFF_UP, and that it is the one flag to change.
ifinfomsg up(ifinfomsg header) {
    header.ifi_flags = IFF_UP;
    header.ifi_change = IFF_UP;
    return header;
}

std::string words(const GreTunnel& tunnel) {
    auto text = fmt::format("tunnel {} from {} to {}", tunnel.name, base::to_string(tunnel.local),
                            base::to_string(tunnel.remote));
    if (tunnel.fou_port) text += fmt::format(" in UDP port {}", *tunnel.fou_port);
    return text;
}

std::uint16_t key_flags(const std::optional<std::uint32_t>& key) { return key ? gre::key_flag : 0; }

void put_gre(Attributes<link::Gre>& data, const GreTunnel& tunnel) {
    data.put<gre::Local>(tunnel.local);
    data.put<gre::Remote>(tunnel.remote);
    data.put<gre::Ttl>(outer_ttl);
    data.put<gre::PathMtu>(1);
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

/// A key counts only with its flag: the kernel lists a 0 without it.
template <class Flags, class Key>
std::optional<std::uint32_t> key_in(const View<link::Gre>& data) {
    return (data.find<Flags>().value_or(0) & gre::key_flag) != 0 ? data.find<Key>() : std::nullopt;
}

GreTunnel gre_tunnel(const Link& link, const View<link::Gre>& data) {
    const bool fou = data.find<gre::EncapType>() == TUNNEL_ENCAP_FOU;
    return {.name = link.name,
            .local = data.find<gre::Local>().value_or(base::Ipv4{}),
            .remote = data.find<gre::Remote>().value_or(base::Ipv4{}),
            .input_key = key_in<gre::InputFlags, gre::InputKey>(data),
            .output_key = key_in<gre::OutputFlags, gre::OutputKey>(data),
            .fou_port = fou ? data.find<gre::EncapDestination>() : std::nullopt,
            .mtu = link.mtu};
}

/// The array holds IPV4_DEVCONF_ number n at place n - 1.
std::optional<Ipv4Conf> ipv4_conf(const View<link::Families>& families) {
    const auto all = families.nest<link::ForIpv4>().find<link::AllConf>();
    if (!all) return std::nullopt;
    const auto setting = [&](std::size_t number) -> std::uint32_t {
        constexpr std::size_t size = sizeof(std::uint32_t);
        if (number * size > all->size()) return 0;
        return Wire<std::uint32_t>::value(base::ByteView(*all).subspan((number - 1) * size, size))
            .value_or(0);
    };
    return Ipv4Conf{.forwarding = setting(IPV4_DEVCONF_FORWARDING) != 0,
                    .rp_filter = setting(IPV4_DEVCONF_RP_FILTER)};
}

} // namespace

Request add_tunnel(const GreTunnel& tunnel) {
    return make_request<link::Body>(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, "add " + words(tunnel),
                                    header_of({}), [&](Attributes<link::Body>& body) {
                                        body.put<link::Name>(tunnel.name);
                                        body.put<link::Mtu>(tunnel.mtu);
                                        body.nest<link::LinkInfo>([&](Attributes<link::Info>& info) {
                                            info.put<link::Kind>("gre");
                                            info.nest<link::GreData>(
                                                [&](Attributes<link::Gre>& data) { put_gre(data, tunnel); });
                                        });
                                    });
}

Request remove_link(const std::string& name) {
    return make_request<link::Body>(RTM_DELLINK, 0, "remove interface " + name, header_of({}),
                                    [&](Attributes<link::Body>& body) { body.put<link::Name>(name); });
}

Request set_link_up(base::IfIndex interface) {
    return make_request<link::Body>(RTM_SETLINK, 0,
                                    fmt::format("set up interface {}", std::to_underlying(interface)),
                                    up(header_of(interface)));
}

Request set_ipv4_conf(base::IfIndex interface, std::span<const Ipv4Setting> settings) {
    const auto put_settings = [&](Attributes<link::Conf>& conf) {
        for (const auto& [number, value] : settings) conf.put_at(static_cast<std::uint16_t>(number), value);
    };
    return make_request<link::Body>(
        RTM_SETLINK, 0, fmt::format("set IPv4 settings of interface {}", std::to_underlying(interface)),
        header_of(interface), [&](Attributes<link::Body>& body) {
            body.nest<link::PerFamily>([&](Attributes<link::Families>& families) {
                families.nest<link::ForIpv4>(
                    [&](Attributes<link::Inet>& inet) { inet.nest<link::SetConf>(put_settings); });
            });
        });
}

Request set_no_ipv6_address(base::IfIndex interface) {
    return make_request<link::Body>(
        RTM_SETLINK, 0,
        fmt::format("keep interface {} without an IPv6 address", std::to_underlying(interface)),
        header_of(interface), [](Attributes<link::Body>& body) {
            body.nest<link::PerFamily>([](Attributes<link::Families>& families) {
                families.nest<link::ForIpv6>([](Attributes<link::Inet6>& inet6) {
                    inet6.put<link::AddressMode>(IN6_ADDR_GEN_MODE_NONE);
                });
            });
        });
}

Request set_proxy_delay(base::IfIndex interface, std::chrono::milliseconds delay) {
    namespace table = neighbour_table;
    ndtmsg header{};
    header.ndtm_family = AF_INET;
    return make_request<table::Body>(
        RTM_SETNEIGHTBL, 0,
        fmt::format("set the proxy ARP delay of interface {}", std::to_underlying(interface)), header,
        [&](Attributes<table::Body>& body) {
            body.put<table::Name>("arp_cache");
            body.nest<table::PerInterface>([&](Attributes<table::Parameters>& parameters) {
                parameters.put<table::Interface>(interface);
                parameters.put<table::ProxyDelay>(static_cast<std::uint64_t>(delay.count()));
            });
        });
}

std::optional<Link> parse_link(const Message& message) {
    if (message.type != RTM_NEWLINK && message.type != RTM_DELLINK) return std::nullopt;
    const auto parsed = parse<link::Body>(message);
    if (!parsed) return std::nullopt;
    const auto& [header, body] = *parsed;
    const auto info = body.nest<link::LinkInfo>();
    Link out{.index = static_cast<base::IfIndex>(header.ifi_index),
             .name = body.find<link::Name>().value_or(""),
             .kind = info.find<link::Kind>().value_or(""),
             .mtu = body.find<link::Mtu>().value_or(0),
             .up = (header.ifi_flags & IFF_UP) != 0,
             .mac = body.find<link::Mac>().value_or(base::MacAddress{}),
             .type = header.ifi_type,
             .ipv4 = ipv4_conf(body.nest<link::PerFamily>())};
    if (out.kind == "gre") out.tunnel = gre_tunnel(out, info.nest<link::GreData>());
    return out;
}

base::Result<std::vector<Link>> dump_links(Socket& socket) {
    const auto request = make_request<link::Body>(
        RTM_GETLINK, 0, "list interfaces", header_of({}),
        [](Attributes<link::Body>& body) { body.put<link::ExtraMask>(RTEXT_FILTER_SKIP_STATS); });
    return socket.dump(request, parse_link);
}

base::Result<std::optional<Link>> find_link(Socket& socket, const std::string& name) {
    const auto request =
        make_request<link::Body>(RTM_GETLINK, 0, "find interface " + name, header_of({}),
                                 [&](Attributes<link::Body>& body) { body.put<link::Name>(name); });
    const auto found = socket.get(request, parse_link);
    if (!found && found.error().code == ENODEV) return std::nullopt;
    if (!found) return std::unexpected(found.error());
    return found->empty() ? std::nullopt : std::optional(found->front());
}

} // namespace nlink
