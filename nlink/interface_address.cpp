#include "nlink/interface_address.hpp"

#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "nlink/family.hpp"

namespace nlink {
namespace {

namespace address {
struct Body {
    using Header = ifaddrmsg;
};
/// The interface's own address. IFA_ADDRESS is the same but on a point-to-point interface,
/// where it is the peer's; IPv6 lists the own one alone there, if there is no peer.
using Local = Attribute<Body, IFA_LOCAL, base::Address>;
using Peer = Attribute<Body, IFA_ADDRESS, base::Address>;
} // namespace address

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const InterfaceAddress& wanted) {
    ifaddrmsg header{};
    header.ifa_family = std::to_underlying(base::family_of(wanted.address.address));
    header.ifa_prefixlen = wanted.address.length;
    header.ifa_flags = wanted.no_detection ? IFA_F_NODAD : 0;
    header.ifa_index = std::to_underlying(wanted.interface);
    auto what = fmt::format("{} address {} on interface {}", verb, base::to_string(wanted.address),
                            std::to_underlying(wanted.interface));
    return make_request<address::Body>(type, flags, std::move(what), header,
                                       [&](Attributes<address::Body>& body) {
                                           body.put<address::Local>(wanted.address.address);
                                           body.put<address::Peer>(wanted.address.address);
                                       });
}

} // namespace

Request add_address(const InterfaceAddress& address) {
    return change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "add", address);
}

Request remove_address(const InterfaceAddress& address) { return change(RTM_DELADDR, 0, "remove", address); }

std::optional<InterfaceAddress> parse_address(const Message& message) {
    if (message.type != RTM_NEWADDR && message.type != RTM_DELADDR) return std::nullopt;
    const auto parsed = parse<address::Body>(message);
    const auto family = parsed ? detail::ip_family(parsed->header.ifa_family) : std::nullopt;
    if (!family || parsed->header.ifa_prefixlen > base::address_bits(*family)) return std::nullopt;
    const auto& [header, body] = *parsed;
    auto own = detail::find_address<address::Local>(body, header.ifa_family);
    if (!own) own = detail::find_address<address::Peer>(body, header.ifa_family);
    if (!own) return std::nullopt;
    return InterfaceAddress{.address = {.address = *own, .length = header.ifa_prefixlen},
                            .interface = static_cast<base::IfIndex>(header.ifa_index),
                            .no_detection = (header.ifa_flags & IFA_F_NODAD) != 0};
}

base::Result<std::vector<InterfaceAddress>> dump_addresses(Socket& socket) {
    const auto request = [](base::Family family) {
        ifaddrmsg header{};
        header.ifa_family = std::to_underlying(family);
        return make_request<address::Body>(RTM_GETADDR, 0, "list addresses", header);
    };
    const auto family_of = [](const InterfaceAddress& a) { return base::family_of(a.address.address); };
    return detail::dump_families(socket, request, parse_address, family_of);
}

} // namespace nlink
