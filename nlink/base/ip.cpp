#include "nlink/base/ip.hpp"

#include <cassert>

namespace base {
namespace {

struct PseudoHeader { // RFC 768
    Ipv4 source, destination;
    std::uint16_t protocol = IPPROTO_UDP;
    std::uint16_t length = 0;

    static void fields(auto& io, auto& self) {
        io.value(self.source);
        io.value(self.destination);
        io.value(self.protocol);
        io.value(self.length);
    }
};

struct PseudoHeader6 { // RFC 8200 section 8.1
    Ipv6 source, destination;
    std::uint32_t length = 0;
    std::uint32_t next_header = 0; ///< three zero octets come first

    static void fields(auto& io, auto& self) {
        io.value(self.source);
        io.value(self.destination);
        io.value(self.length);
        io.value(self.next_header);
    }
};

} // namespace

std::uint16_t internet_checksum(std::initializer_list<ByteView> parts) {
    std::uint64_t sum = 0;
    for (const auto part : parts) {
        for (std::size_t i = 0; i < part.size(); ++i)
            sum += i % 2 == 0 ? std::uint64_t{part[i]} << 8 : part[i];
    }
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

std::uint16_t upper_layer_checksum(const Ipv6& source, const Ipv6& destination, std::uint8_t next_header,
                                   ByteView payload) {
    const PseudoHeader6 pseudo{.source = source,
                               .destination = destination,
                               .length = static_cast<std::uint32_t>(payload.size()),
                               .next_header = next_header};
    return internet_checksum({bytes_of(pseudo), payload});
}

Bytes encode_udp(Ipv4 source, std::uint16_t source_port, Ipv4 destination, std::uint16_t destination_port,
                 ByteView payload) {
    assert(payload.size() <= 0xffff - Ipv4Header::size - UdpHeader::size);
    UdpHeader udp{.source_port = source_port,
                  .destination_port = destination_port,
                  .length = static_cast<std::uint16_t>(UdpHeader::size + payload.size())};
    const PseudoHeader pseudo{.source = source, .destination = destination, .length = udp.length};
    udp.checksum = internet_checksum({bytes_of(pseudo), bytes_of(udp), payload});
    if (udp.checksum == 0) udp.checksum = 0xffff; // 0 would mean "none", RFC 768
    Writer out;
    UdpHeader::fields(out, udp);
    out.octets(payload);
    return out.take();
}

ChecksumVerdict judge_udp_checksum(Ipv4 source, Ipv4 destination, ByteView datagram) {
    Reader in(datagram);
    UdpHeader udp;
    UdpHeader::fields(in, udp);
    if (!in.ok()) return ChecksumVerdict::bad;
    if (udp.checksum == 0) return ChecksumVerdict::absent;
    const PseudoHeader pseudo{
        .source = source, .destination = destination, .length = static_cast<std::uint16_t>(datagram.size())};
    if (internet_checksum({bytes_of(pseudo), datagram}) == 0) return ChecksumVerdict::valid;
    const auto left_open = static_cast<std::uint16_t>(~internet_checksum({bytes_of(pseudo)}));
    return udp.checksum == left_open ? ChecksumVerdict::local : ChecksumVerdict::bad;
}

} // namespace base
