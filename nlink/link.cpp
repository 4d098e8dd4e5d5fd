#include "nlink/link.hpp"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace nlink {
namespace {

namespace link {
struct Families {};
struct Inet {};
struct Inet6 {};
struct Conf {
    using Element = std::uint32_t;
};

using namespace detail::link;
using Mac = Attribute<Body, IFLA_ADDRESS, base::MacAddress>;
using ExtraMask = Attribute<Body, IFLA_EXT_MASK, std::uint32_t>;
using PerFamily = Attribute<Body, IFLA_AF_SPEC, Nest<Families>>;

using ForIpv4 = Attribute<Families, AF_INET, Nest<Inet>>;
using ForIpv6 = Attribute<Families, AF_INET6, Nest<Inet6>>;
using AddressMode = Attribute<Inet6, IFLA_INET6_ADDR_GEN_MODE, std::uint8_t>;
/// The same attribute is written as a nest of settings and read as an array of all of them.
using SetConf = Attribute<Inet, IFLA_INET_CONF, Nest<Conf>>;
using AllConf = Attribute<Inet, IFLA_INET_CONF, base::Bytes>;
using AllIpv6Conf = Attribute<Inet6, IFLA_INET6_CONF, base::Bytes>;

struct VlanData {};
struct BridgeData {};
using Under = Attribute<Body, IFLA_LINK, base::IfIndex>;
using UnderElsewhere = Attribute<Body, IFLA_LINK_NETNSID, std::int32_t>;
using ForVlan = Attribute<Info, IFLA_INFO_DATA, Nest<VlanData>>;
using VlanId = Attribute<VlanData, IFLA_VLAN_ID, std::uint16_t>;
using ForBridge = Attribute<Info, IFLA_INFO_DATA, Nest<BridgeData>>;
using VlanFiltering = Attribute<BridgeData, IFLA_BR_VLAN_FILTERING, std::uint8_t>;
} // namespace link

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

/// One number of an array of settings; 0 if it is too short.
std::uint32_t setting_at(const base::Bytes& all, std::size_t place) {
    constexpr std::size_t size = sizeof(std::uint32_t);
    if ((place + 1) * size > all.size()) return 0;
    return Wire<std::uint32_t>::value(base::ByteView(all).subspan(place * size, size)).value_or(0);
}

/// The array holds IPV4_DEVCONF_ number n at place n - 1.
std::optional<Ipv4Conf> ipv4_conf(const View<link::Families>& families) {
    const auto all = families.nest<link::ForIpv4>().find<link::AllConf>();
    if (!all) return std::nullopt;
    return Ipv4Conf{.forwarding = setting_at(*all, IPV4_DEVCONF_FORWARDING - 1) != 0,
                    .rp_filter = setting_at(*all, IPV4_DEVCONF_RP_FILTER - 1)};
}

/// The array holds DEVCONF_ number n at place n.
std::optional<Ipv6Conf> ipv6_conf(const View<link::Families>& families) {
    const auto all = families.nest<link::ForIpv6>().find<link::AllIpv6Conf>();
    if (!all) return std::nullopt;
    return Ipv6Conf{.forwarding = setting_at(*all, DEVCONF_FORWARDING) != 0};
}

std::optional<Vlan> find_vlan(const View<link::Body>& body, const View<link::Info>& info) {
    const auto under = body.find<link::Under>();
    const auto id = info.nest<link::ForVlan>().find<link::VlanId>();
    if (info.find<link::Kind>() != "vlan" || !under || !id || body.has<link::UnderElsewhere>())
        return std::nullopt;
    return Vlan{.under = *under, .id = *id};
}

bool filters_vlans(const View<link::Info>& info) {
    return info.find<link::Kind>() == "bridge" &&
           info.nest<link::ForBridge>().find<link::VlanFiltering>().value_or(0) != 0;
}

} // namespace

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

Request set_proxy_delay(base::IfIndex interface, base::Family family, std::chrono::milliseconds delay) {
    namespace table = neighbour_table;
    ndtmsg header{};
    header.ndtm_family = std::to_underlying(family);
    return make_request<table::Body>(
        RTM_SETNEIGHTBL, 0,
        fmt::format("set the neighbour proxy delay of interface {}", std::to_underlying(interface)), header,
        [&](Attributes<table::Body>& body) {
            body.put<table::Name>(family == base::Family::ipv4 ? "arp_cache" : "ndisc_cache");
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
             .ipv4 = ipv4_conf(body.nest<link::PerFamily>()),
             .ipv6 = ipv6_conf(body.nest<link::PerFamily>()),
             .tunnel = detail::find_tunnel(info),
             .vlan = find_vlan(body, info),
             .vlan_filtering = filters_vlans(info)};
    if (out.tunnel) {
        out.tunnel->name = out.name;
        out.tunnel->mtu = out.mtu;
    }
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
