#include "magd/access/relay_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace magd::access {
namespace {

constexpr std::uint16_t dhcp_server = 67; // both ends use it, RFC 1542 section 4
constexpr std::size_t largest_datagram = 65535;

sockaddr_in server_port_of(base::Ipv4 address) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(dhcp_server);
    out.sin_addr.s_addr = htonl(address.value);
    return out;
}

} // namespace

base::Result<RelayPort> RelayPort::open(base::Ipv4 agent) {
    const auto own = server_port_of(agent);
    RelayPort self;
    self.socket_ = base::Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!self.socket_ || ::bind(self.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
        return base::fail_errno("DHCP relay: port 67 of " + base::to_string(agent));
    return self;
}

std::optional<RelayDatagram> RelayPort::receive() {
    RelayDatagram datagram{.payload = base::Bytes(largest_datagram)};
    sockaddr_in from{};
    socklen_t length = sizeof from;
    const auto size = ::recvfrom(fd(), datagram.payload.data(), datagram.payload.size(), 0,
                                 reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) return std::nullopt;
    datagram.from = {ntohl(from.sin_addr.s_addr)};
    datagram.payload.resize(static_cast<std::size_t>(size));
    return datagram;
}

base::Result<void> RelayPort::send(base::Ipv4 server, base::ByteView payload) {
    const auto to = server_port_of(server);
    if (::sendto(fd(), payload.data(), payload.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) <
        0)
        return base::fail_errno("DHCP relay: server " + base::to_string(server));
    return {};
}

} // namespace magd::access
