#include "nlink/route.hpp"

#include <fmt/format.h>

#include <utility>

#include "nlink/family.hpp"

namespace nlink {
namespace {

namespace route {
struct Body {
    using Header = rtmsg;
};
using Table = Attribute<Body, RTA_TABLE, std::uint32_t>;
using Destination = Attribute<Body, RTA_DST, base::Address>;
using OutInterface = Attribute<Body, RTA_OIF, base::IfIndex>;
using Gateway = Attribute<Body, RTA_GATEWAY, base::Address>;
/// Present on routes with several next hops.
using Multipath = Attribute<Body, RTA_MULTIPATH, base::Bytes>;
} // namespace route

std::string words(const Route& route) {
    auto text = fmt::format("route {}", base::to_string(route.destination));
    if (route.gateway) text += " via " + base::to_string(*route.gateway);
    if (route.out != base::IfIndex{}) text += fmt::format(" dev {}", std::to_underlying(route.out));
    return text + fmt::format(" table {}", route.table);
}

/// The table's number goes into the attribute, which has room for all of it.
rtmsg header_of(const Route& route) {
    rtmsg header{};
    header.rtm_family = std::to_underlying(base::family_of(route.destination.address));
    header.rtm_dst_len = route.destination.length;
    header.rtm_flags = route.onlink ? unsigned{RTNH_F_ONLINK} : 0U;
    header.rtm_table = RT_TABLE_UNSPEC;
    header.rtm_protocol = route.protocol;
    header.rtm_scope = route.scope;
    header.rtm_type = route.type;
    return header;
}

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const Route& route) {
    return make_request<route::Body>(type, flags, fmt::format("{} {}", verb, words(route)), header_of(route),
                                     [&](Attributes<route::Body>& body) {
                                         body.put<route::Table>(route.table);
                                         if (route.destination.length != 0)
                                             body.put<route::Destination>(route.destination.network());
                                         if (route.out != base::IfIndex{})
                                             body.put<route::OutInterface>(route.out);
                                         body.put_if<route::Gateway>(route.gateway);
                                     });
}

/// The filter as the kernel takes it: it then leaves out the rest by itself. Old kernels do not.
Request list_request(base::Family family, const RouteFilter& filter) {
    rtmsg header{};
    header.rtm_family = std::to_underlying(family);
    header.rtm_protocol = filter.protocol.value_or(RTPROT_UNSPEC);
    auto what = filter.table ? fmt::format("list routes of table {}", *filter.table) : "list routes";
    return make_request<route::Body>(
        RTM_GETROUTE, 0, std::move(what), header,
        [&](Attributes<route::Body>& body) { body.put_if<route::Table>(filter.table); });
}

} // namespace

Request add_route(const Route& route) {
    return change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, "add", route);
}

Request replace_route(const Route& route) {
    return change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, "replace", route);
}

Request remove_route(const Route& route) { return change(RTM_DELROUTE, 0, "remove", route); }

std::optional<Route> parse_route(const Message& message) {
    if (message.type != RTM_NEWROUTE && message.type != RTM_DELROUTE) return std::nullopt;
    const auto parsed = parse<route::Body>(message);
    const auto family = parsed ? detail::ip_family(parsed->header.rtm_family) : std::nullopt;
    if (!family || parsed->header.rtm_dst_len > base::address_bits(*family)) return std::nullopt;
    const auto& [header, body] = *parsed;
    // Entries of the route cache are no routes anyone made.
    if ((header.rtm_flags & RTM_F_CLONED) != 0 || body.has<route::Multipath>()) return std::nullopt;
    return Route{.table = body.find<route::Table>().value_or(header.rtm_table),
                 .destination = {.address = detail::find_address<route::Destination>(body, header.rtm_family)
                                                .value_or(base::unspecified(*family)),
                                 .length = header.rtm_dst_len},
                 .out = body.find<route::OutInterface>().value_or(base::IfIndex{}),
                 .gateway = detail::find_address<route::Gateway>(body, header.rtm_family),
                 .onlink = (header.rtm_flags & RTNH_F_ONLINK) != 0,
                 .protocol = header.rtm_protocol,
                 .scope = header.rtm_scope,
                 .type = header.rtm_type};
}

base::Result<std::vector<Route>> dump_routes(Socket& socket, const RouteFilter& filter) {
    std::vector<Route> all;
    for (const auto family : {base::Family::ipv4, base::Family::ipv6}) {
        const auto some = socket.dump(list_request(family, filter), [&](const Message& message) {
            auto found = parse_route(message);
            const bool wanted = found && base::family_of(found->destination.address) == family &&
                                filter.table.value_or(found->table) == found->table &&
                                filter.protocol.value_or(found->protocol) == found->protocol;
            return wanted ? found : std::nullopt;
        });
        const bool no_table = !some && some.error().code == ENOENT && filter.table;
        if (!some && !no_table) return some;
        if (some) all.insert(all.end(), some->begin(), some->end());
    }
    return all;
}

} // namespace nlink
