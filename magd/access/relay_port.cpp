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

base::Result<RelayPort> RelayPort::open(base::Ipv4 agent, base::Ipv4 server) {
    const auto own = server_port_of(agent), peer = server_port_of(server);
    RelayPort self;
    self.socket_ = base::Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!self.socket_ || ::bind(self.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
        return base::fail_errno("DHCP relay: port 67 of " + base::to_string(agent));
    if (::connect(self.fd(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0)
        return base::fail_errno("DHCP relay: server " + base::to_string(server));
    return self;
}

std::optional<base::Bytes> RelayPort::receive() {
    base::Bytes payload(largest_datagram);
    const auto size = ::recv(fd(), payload.data(), payload.size(), 0);
    if (size < 0) return std::nullopt;
    payload.resize(static_cast<std::size_t>(size));
    return payload;
}

base::Result<void> RelayPort::send(base::ByteView payload) {
    if (::send(fd(), payload.data(), payload.size(), 0) < 0) return base::fail_errno("DHCP relay");
    return {};
}

} // namespace magd::access
