#include "magd/dhcp_watch.hpp"

#include <fmt/format.h>

#include "dhcp/server.hpp"
#include "magd/log.hpp"

namespace magd {

void DhcpWatch::tell(const base::MacAddress& who, const std::string& what) {
    if (told_.note(who, what)) log::client(log::Level::warning, who, "{}", what);
}

void DhcpWatch::rogue(std::string_view interface, const dhcp::Rogue& server) {
    tell(server.mac,
         fmt::format("is a DHCP server on {} that is none of ours: {}, which calls itself {}", interface,
                     base::to_string(server.address), base::to_string(server.identifier)));
}

void DhcpWatch::rogue(std::string_view interface, const dhcp::Rogue6& server) {
    const auto identifier = fmt::format("{:02x}", fmt::join(server.identifier, ":"));
    tell(server.mac,
         fmt::format("is a DHCPv6 server on {} that is none of ours: {}, which calls itself {}", interface,
                     base::to_string(server.address), identifier.empty() ? "nothing" : identifier));
}

void DhcpWatch::elsewhere(std::string_view interface, const dhcp::Packet& request) {
    count(DhcpTrouble::elsewhere);
    const auto server = request.message.address(dhcp::Code::server_identifier).value_or(base::Ipv4{});
    tell(request.message.chaddr, fmt::format("took the offer of DHCP server {} on {}, which is none of ours",
                                             base::to_string(server), interface));
}

void DhcpWatch::forged(std::string_view interface, const dhcp::Packet& request) {
    count(DhcpTrouble::forged);
    tell(request.envelope.source,
         fmt::format("on {} sent a DHCP message about what is not its own: {} of {}, address {}", interface,
                     dhcp::name(request.message.type), base::to_string(request.message.chaddr),
                     base::to_string(dhcp::subject(request.message))));
}

void DhcpWatch::other_address(const dhcp::Packet& request, base::Ipv4 home) {
    const auto& message = request.message;
    if (told_.note(message.chaddr, "another address"))
        log::client(log::Level::warning, message.chaddr,
                    "asked for {}, and has {} of its LMA: refused in its DHCP server's name",
                    base::to_string(dhcp::subject(message)), base::to_string(home));
}

} // namespace magd
