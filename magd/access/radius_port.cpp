#include "magd/access/radius_port.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "magd/access/radius_packet.hpp"

namespace magd::access {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
/// Aligned, and large enough for the one control message.
using Control = std::array<std::size_t, CMSG_SPACE(sizeof(in6_pktinfo)) / sizeof(std::size_t)>;

in6_addr as_ipv6(const base::Address& address) {
    base::Writer out;
    if (std::holds_alternative<base::Ipv4>(address)) out.octets(mapped);
    std::visit([&](const auto& ip) { out.value(ip); }, address);
    in6_addr ip{};
    std::memcpy(&ip, out.bytes().data(), sizeof ip);
    return ip;
}

base::Address address_of(const in6_addr& ip) {
    base::Ipv6 ipv6;
    std::memcpy(ipv6.octets.data(), &ip, sizeof ip);
    if (!IN6_IS_ADDR_V4MAPPED(&ip)) return ipv6;
    base::Reader in(base::ByteView(ipv6.octets).subspan(mapped.size()));
    base::Ipv4 ipv4;
    in.value(ipv4);
    return ipv4;
}

msghdr header_of(sockaddr_in6& peer, iovec& data, Control& control) {
    return {.msg_name = &peer,
            .msg_namelen = sizeof peer,
            .msg_iov = &data,
            .msg_iovlen = 1,
            .msg_control = control.data(),
            .msg_controllen = sizeof control,
            .msg_flags = 0};
}

bool set(int socket, int option, int value) {
    return ::setsockopt(socket, IPPROTO_IPV6, option, &value, sizeof value) == 0;
}

} // namespace

base::Result<RadiusPort> RadiusPort::open(const std::optional<base::Address>& address, std::uint16_t port) {
    sockaddr_in6 own{};
    own.sin6_family = AF_INET6;
    own.sin6_port = htons(port);
    if (address) own.sin6_addr = as_ipv6(*address);
    RadiusPort self;
    self.socket_ = base::Fd(::socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!self.socket_ || !set(self.fd(), IPV6_V6ONLY, 0) || !set(self.fd(), IPV6_RECVPKTINFO, 1) ||
        ::bind(self.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
        return base::fail_errno("RADIUS accounting: port " + std::to_string(port) + " of " +
                                (address ? base::to_string(*address) : "this machine"));
    return self;
}

std::optional<RadiusDatagram> RadiusPort::receive() {
    RadiusDatagram datagram{.from = {}, .payload = base::Bytes(largest_radius_packet)};
    iovec data{.iov_base = datagram.payload.data(), .iov_len = datagram.payload.size()};
    Control control{};
    auto header = header_of(datagram.peer, data, control);
    const auto size = ::recvmsg(fd(), &header, 0);
    if (size < 0) return std::nullopt;
    datagram.payload.resize(static_cast<std::size_t>(size));
    datagram.from = address_of(datagram.peer.sin6_addr);
    for (auto* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one))
        if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO)
            std::memcpy(&datagram.local, CMSG_DATA(one), sizeof datagram.local);
    return datagram;
}

void RadiusPort::answer(const RadiusDatagram& request, base::ByteView payload) {
    auto peer = request.peer;
    auto octets = base::Bytes(payload.begin(), payload.end());
    iovec data{.iov_base = octets.data(), .iov_len = octets.size()};
    Control control{};
    const auto header = header_of(peer, data, control);
    auto* const one = CMSG_FIRSTHDR(&header);
    *one = {
        .cmsg_len = CMSG_LEN(sizeof request.local), .cmsg_level = IPPROTO_IPV6, .cmsg_type = IPV6_PKTINFO};
    auto local = request.local;
    local.ipi6_ifindex = 0; // by whatever way leads there
    std::memcpy(CMSG_DATA(one), &local, sizeof local);
    (void)::sendmsg(fd(), &header, MSG_NOSIGNAL);
}

} // namespace magd::access
