#include "nlink/neighbour.hpp"

#include <fmt/format.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "nlink/family.hpp"

namespace nlink {
namespace {

namespace neighbour {
struct Body {
    using Header = ndmsg;
};
using Address = Attribute<Body, NDA_DST, base::Address>;
using Mac = Attribute<Body, NDA_LLADDR, base::MacAddress>;
using Protocol = Attribute<Body, NDA_PROTOCOL, std::uint8_t>;
} // namespace neighbour

ndmsg neighbour_header(base::Family family, std::uint8_t flags) {
    ndmsg header{};
    header.ndm_family = std::to_underlying(family);
    header.ndm_flags = flags;
    return header;
}

ndmsg neighbour_header(const Neighbour& entry) {
    const auto flags = (entry.proxy ? NTF_PROXY : 0U) | (entry.router ? NTF_ROUTER : 0U);
    auto header = neighbour_header(base::family_of(entry.address), static_cast<std::uint8_t>(flags));
    header.ndm_ifindex = static_cast<int>(entry.interface);
    header.ndm_state = NUD_PERMANENT;
    return header;
}

std::string words(const Neighbour& entry) {
    auto text =
        fmt::format("{} {}", entry.proxy ? "proxy neighbour" : "neighbour", base::to_string(entry.address));
    if (entry.mac) text += " at " + base::to_string(*entry.mac);
    return text + fmt::format(" on interface {}", std::to_underlying(entry.interface));
}

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const Neighbour& entry) {
    return make_request<neighbour::Body>(type, flags, fmt::format("{} {}", verb, words(entry)),
                                         neighbour_header(entry), [&](Attributes<neighbour::Body>& body) {
                                             body.put<neighbour::Address>(entry.address);
                                             body.put_if<neighbour::Mac>(entry.mac);
                                             body.put<neighbour::Protocol>(entry.protocol);
                                         });
}

Request list_request(base::Family family, std::uint8_t flags) {
    return make_request<neighbour::Body>(RTM_GETNEIGH, 0,
                                         flags == 0 ? "list neighbours" : "list proxy neighbours",
                                         neighbour_header(family, flags));
}

base::Result<std::vector<Neighbour>> dump_with(Socket& socket, std::uint8_t flags) {
    return detail::dump_families(
        socket, [&](base::Family family) { return list_request(family, flags); }, parse_neighbour,
        [](const Neighbour& entry) { return base::family_of(entry.address); });
}

} // namespace

Request add_neighbour(const Neighbour& neighbour) {
    return change(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, "add", neighbour);
}

Request replace_neighbour(const Neighbour& neighbour) {
    return change(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, "replace", neighbour);
}

Request remove_neighbour(const Neighbour& neighbour) { return change(RTM_DELNEIGH, 0, "remove", neighbour); }

std::optional<Neighbour> parse_any_neighbour(const Message& message) {
    if (message.type != RTM_NEWNEIGH && message.type != RTM_DELNEIGH) return std::nullopt;
    const auto parsed = parse<neighbour::Body>(message);
    if (!parsed) return std::nullopt;
    const auto& [header, body] = *parsed;
    const auto address = detail::find_address<neighbour::Address>(body, header.ndm_family);
    if (!address) return std::nullopt;
    return Neighbour{.address = *address,
                     .interface = static_cast<base::IfIndex>(header.ndm_ifindex),
                     .mac = body.find<neighbour::Mac>(),
                     .proxy = (header.ndm_flags & NTF_PROXY) != 0,
                     .router = (header.ndm_flags & NTF_ROUTER) != 0,
                     .protocol = body.find<neighbour::Protocol>().value_or(0)};
}

std::optional<Neighbour> parse_neighbour(const Message& message) {
    const auto any = parse_any_neighbour(message);
    if (!any || any->proxy) return any;
    const bool permanent = (parse<neighbour::Body>(message)->header.ndm_state & NUD_PERMANENT) != 0;
    return permanent ? any : std::nullopt;
}

base::Result<std::vector<Neighbour>> dump_neighbours(Socket& socket) {
    auto all = dump_with(socket, 0);
    if (!all) return all;
    const auto proxies = dump_proxies(socket);
    if (!proxies) return proxies;
    all->insert(all->end(), proxies->begin(), proxies->end());
    return all;
}

base::Result<std::vector<Neighbour>> dump_proxies(Socket& socket) { return dump_with(socket, NTF_PROXY); }

} // namespace nlink
