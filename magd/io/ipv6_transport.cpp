#include "magd/io/ipv6_transport.hpp"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "magd/io/receive_queue.hpp"
#include "nlink/base/ip.hpp"

namespace magd::io {
namespace {

constexpr std::size_t checksum_offset = 4;
constexpr std::size_t minimum_mtu = 1280; ///< RFC 8200 section 5

/// RFC 4443 section 3.4, up to the packet that it quotes.
struct ParameterProblem {
    static constexpr std::size_t size = 8;

    std::uint8_t type = ICMP6_PARAM_PROB;
    std::uint8_t code = ICMP6_PARAMPROB_HEADER;
    std::uint16_t checksum = 0;
    std::uint32_t pointer = 0; ///< into the quoted packet

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.code);
        io.value(self.checksum);
        io.value(self.pointer);
    }
};

sockaddr_in6 socket_address(const base::Ipv6& address) {
    sockaddr_in6 out{};
    out.sin6_family = AF_INET6;
    std::ranges::copy(address.octets, std::begin(out.sin6_addr.s6_addr));
    return out;
}

base::Ipv6 address_of(const sockaddr_in6& address) {
    base::Ipv6 out;
    std::ranges::copy(address.sin6_addr.s6_addr, out.octets.begin());
    return out;
}

base::Result<base::Fd> bound_socket(int protocol, const base::Ipv6& local) {
    base::Fd socket(::socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    if (!socket) return base::fail_errno("raw IPv6 socket for signalling (needs CAP_NET_RAW)");
    make_room(socket.get());
    const auto address = socket_address(local);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::fail_errno("signalling address " + base::to_string(local) +
                                ", which must be one of this machine's and not link-local");
    return socket;
}

base::Result<void> send_from(const base::Fd& socket, const base::Ipv6& to, base::ByteView octets) {
    const auto address = socket_address(to);
    if (::sendto(socket.get(), octets.data(), octets.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                 sizeof address) < 0)
        return base::fail_errno("send to " + base::to_string(to));
    return {};
}

} // namespace

base::Result<Ipv6Transport> Ipv6Transport::open(const base::Ipv6& local) {
    auto socket = bound_socket(IPPROTO_MH, local);
    if (!socket) return std::unexpected(socket.error());
    // By itself the kernel fills in this protocol's checksum and silently drops what has a wrong
    // one. Switched off, because a drop must be counted; the checksum is done here both ways.
    const int none = -1;
    if (setsockopt(socket->get(), IPPROTO_IPV6, IPV6_CHECKSUM, &none, sizeof none) != 0)
        return base::fail_errno("checksum of the signalling socket");
    auto icmp = bound_socket(IPPROTO_ICMPV6, local);
    if (!icmp) return std::unexpected(icmp.error());
    icmp6_filter deaf{};
    ICMP6_FILTER_SETBLOCKALL(&deaf);
    if (setsockopt(icmp->get(), IPPROTO_ICMPV6, ICMP6_FILTER, &deaf, sizeof deaf) != 0)
        return base::fail_errno("filter of the ICMPv6 socket");
    Ipv6Transport self;
    self.socket_ = std::move(*socket);
    self.icmp_ = std::move(*icmp);
    self.local_ = local;
    return self;
}

base::Result<void> Ipv6Transport::send(const base::Ipv6& to, base::ByteView mobility_header) {
    return send_from(socket_, to, with_checksum(local_, to, mobility_header));
}

Received Ipv6Transport::receive(Datagram& out) {
    std::array<std::uint8_t, 65535> buffer; // NOLINT(*-member-init): filled by recvfrom
    sockaddr_in6 from{};
    socklen_t from_size = sizeof from;
    const auto size =
        ::recvfrom(fd(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &from_size);
    if (size < 0) return Received::nothing;
    return parse_mobility_header(address_of(from), local_,
                                 base::ByteView(buffer).first(static_cast<std::size_t>(size)), out);
}

base::Result<void> Ipv6Transport::report_problem(const base::Ipv6& to, base::ByteView mobility_header,
                                                 std::uint32_t offset) {
    return send_from(icmp_, to, parameter_problem(to, local_, mobility_header, offset));
}

base::Bytes with_checksum(const base::Ipv6& source, const base::Ipv6& destination,
                          base::ByteView mobility_header) {
    assert(mobility_header.size() >= checksum_offset + 4);
    base::Writer out;
    out.octets(mobility_header);
    out.patch(checksum_offset, std::uint16_t{0});
    out.patch(checksum_offset, base::upper_layer_checksum(source, destination, IPPROTO_MH, out.bytes()));
    return out.take();
}

Received parse_mobility_header(const base::Ipv6& source, const base::Ipv6& destination,
                               base::ByteView payload, Datagram& out) {
    // RFC 6275 section 9.2: nothing is answered unless the source is a unicast address.
    if (source.unspecified() || source.octets[0] == 0xff) return Received::bad_source;
    if (payload.size() < 8) return Received::bad_length;
    const auto size = 8 * (std::size_t{payload[1]} + 1);
    if (size > payload.size()) return Received::bad_length;
    if (base::upper_layer_checksum(source, destination, IPPROTO_MH, payload.first(size)) != 0)
        return Received::bad_checksum;
    out = {.source = source, .source_port = 0, .payload = {payload.begin(), payload.end()}};
    return Received::message;
}

base::Bytes parameter_problem(const base::Ipv6& source, const base::Ipv6& destination,
                              base::ByteView mobility_header, std::uint32_t offset) {
    const base::Ipv6Header packet{.payload_length = static_cast<std::uint16_t>(mobility_header.size()),
                                  .next_header = IPPROTO_MH,
                                  .source = source,
                                  .destination = destination};
    const ParameterProblem problem{.pointer = static_cast<std::uint32_t>(base::Ipv6Header::size) + offset};
    constexpr auto room = minimum_mtu - 2 * base::Ipv6Header::size - ParameterProblem::size;
    base::Writer out;
    ParameterProblem::fields(out, problem);
    base::Ipv6Header::fields(out, packet);
    out.octets(mobility_header.first(std::min(room, mobility_header.size())));
    return out.take();
}

} // namespace magd::io
