#include "nlink/interface_address.hpp"

#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace nlink {
namespace {

namespace address {
struct Body {
    using Header = ifaddrmsg;
};
/// The interface's own address. IFA_ADDRESS is the same but on a point-to-point interface,
/// where it is the peer's.
using Local = Attribute<Body, IFA_LOCAL, base::Ipv4>;
using Peer = Attribute<Body, IFA_ADDRESS, base::Ipv4>;
} // namespace address

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const InterfaceAddress& wanted) {
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    header.ifa_prefixlen = wanted.address.length;
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
    if (!parsed || parsed->header.ifa_family != AF_INET || parsed->header.ifa_prefixlen > 32)
        return std::nullopt;
    const auto local = parsed->attributes.find<address::Local>();
    if (!local) return std::nullopt;
    return InterfaceAddress{.address = {.address = *local, .length = parsed->header.ifa_prefixlen},
                            .interface = static_cast<base::IfIndex>(parsed->header.ifa_index)};
}

base::Result<std::vector<InterfaceAddress>> dump_addresses(Socket& socket) {
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    const auto request = make_request<address::Body>(RTM_GETADDR, 0, "list addresses", header);
    return socket.dump(request, parse_address);
}

} // namespace nlink
