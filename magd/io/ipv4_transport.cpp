#include "magd/io/ipv4_transport.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "magd/io/receive_queue.hpp"
#include "nlink/base/ip.hpp"

namespace magd::io {
namespace {

constexpr std::uint8_t no_next_header = 59; ///< first octet of every Mobility Header

sockaddr_in socket_address(base::Ipv4 address) {
    return {.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(address.value)}, .sin_zero = {}};
}

/// Accepts IPv4 packets whose UDP destination is `port` and whose payload starts as a
/// Mobility Header does. A raw socket's filter sees the packet from its IP header on.
base::Result<void> attach_filter(int socket, std::uint16_t port) {
    std::array<sock_filter, 7> code{{
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), // X = length of the IP header
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),  // UDP destination port
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 3),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, base::UdpHeader::size),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, no_next_header, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0xffff),
        BPF_STMT(BPF_RET | BPF_K, 0),
    }};
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return base::fail_errno("packet filter of the signalling socket");
    return {};
}

/// A raw socket hears all UDP of the machine from its making on: what came before it had its filter and its
/// address may be anything. No more of it than fits into the queue.
void forget_queued(int socket) {
    constexpr int most = 1 << 16;
    std::uint8_t octet = 0;
    for (int i = 0; i < most && ::recv(socket, &octet, sizeof octet, 0) >= 0; ++i) {
    }
}

} // namespace

base::Result<Ipv4Transport> Ipv4Transport::open(base::Ipv4 local, std::uint16_t port) {
    Ipv4Transport self;
    self.local_ = local;
    self.port_ = port;
    self.socket_ = base::Fd(::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
    if (!self.socket_) return base::fail_errno("raw socket for signalling (needs CAP_NET_RAW)");
    make_room(self.fd());
    if (auto filtered = attach_filter(self.fd(), port); !filtered) return std::unexpected(filtered.error());
    const auto address = socket_address(local);
    if (::bind(self.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::fail_errno("signalling address " + base::to_string(local) +
                                ", which must be one of this machine's");
    forget_queued(self.fd());
    return self;
}

base::Result<void> Ipv4Transport::send(base::Ipv4 to, std::uint16_t port, base::ByteView mobility_header) {
    // RFC 5844 section 4.1.3.1: the UDP checksum stands in for the Mobility Header's.
    const auto datagram = base::encode_udp(local_, port_, to, port, mobility_header);
    const auto address = socket_address(to);
    if (::sendto(fd(), datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                 sizeof address) < 0)
        return base::fail_errno("send to " + base::to_string(to));
    return {};
}

Received Ipv4Transport::receive(Datagram& out) {
    std::array<std::uint8_t, 65535> buffer; // NOLINT(*-member-init): filled by recv
    const auto size = ::recv(fd(), buffer.data(), buffer.size(), 0);
    if (size < 0) return Received::nothing;
    return parse_packet(base::ByteView(buffer).first(static_cast<std::size_t>(size)), out);
}

Received parse_packet(base::ByteView packet, Datagram& out) {
    base::Reader in(packet);
    base::Ipv4Header ip;
    base::Ipv4Header::fields(in, ip);
    if (!in.ok() || ip.header_length() < base::Ipv4Header::size) return Received::bad_length;
    in.pad(ip.header_length() - base::Ipv4Header::size);
    const auto after_ip = in.peek();
    base::UdpHeader udp;
    base::UdpHeader::fields(in, udp);
    if (!in.ok() || udp.length < base::UdpHeader::size || udp.length > after_ip.size())
        return Received::bad_length;
    const auto datagram = after_ip.first(udp.length);
    if (base::judge_udp_checksum(ip.source, ip.destination, datagram) == base::ChecksumVerdict::bad)
        return Received::bad_checksum;
    const auto payload = datagram.subspan(base::UdpHeader::size);
    out = {.source = ip.source, .source_port = udp.source_port, .payload = {payload.begin(), payload.end()}};
    return Received::message;
}

} // namespace magd::io
