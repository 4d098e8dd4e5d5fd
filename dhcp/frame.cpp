#include "dhcp/frame.hpp"

#include "nlink/base/ip.hpp"

namespace dhcp {
namespace {

/// Takes the IPv4 packet without its options from the reader; `payload` ends where the packet ends.
std::expected<base::Ipv4Header, Drop> decode_ipv4(base::Reader& in, base::ByteView& payload) {
    const auto packet = in.peek();
    base::Ipv4Header ip;
    base::Ipv4Header::fields(in, ip);
    if (!in.ok()) return std::unexpected(Drop::truncated);
    if (ip.version_and_length >> 4 != 4 || ip.protocol != IPPROTO_UDP)
        return std::unexpected(Drop::not_ipv4_udp);
    const auto header = ip.header_length();
    if (header < base::Ipv4Header::size || header > ip.total_length || ip.total_length > packet.size())
        return std::unexpected(Drop::truncated);
    if (base::internet_checksum({packet.first(header)}) != 0) return std::unexpected(Drop::bad_ip_checksum);
    if ((ip.fragment & base::Ipv4Header::fragment_bits) != 0) return std::unexpected(Drop::fragment);
    payload = packet.first(ip.total_length).subspan(header);
    return ip;
}

} // namespace

std::expected<Datagram, Drop> decode_frame(base::ByteView frame, bool checksum_trusted) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    base::EthernetHeader::fields(in, ethernet);
    if (!in.ok()) return std::unexpected(Drop::truncated);
    if (ethernet.type != ETH_P_IP) return std::unexpected(Drop::not_ipv4_udp);

    base::ByteView payload;
    const auto ip = decode_ipv4(in, payload);
    if (!ip) return std::unexpected(ip.error());

    base::Reader udp_in(payload);
    base::UdpHeader udp;
    base::UdpHeader::fields(udp_in, udp);
    if (!udp_in.ok() || udp.length < base::UdpHeader::size || udp.length > payload.size())
        return std::unexpected(Drop::truncated);
    if (udp.destination_port != server_port && udp.destination_port != client_port)
        return std::unexpected(Drop::other_port);
    const auto datagram = payload.first(udp.length);
    const auto verdict = base::judge_udp_checksum(ip->source, ip->destination, datagram);
    const bool fits = verdict == base::ChecksumVerdict::valid || verdict == base::ChecksumVerdict::absent;
    if (!checksum_trusted && !fits) return std::unexpected(Drop::bad_udp_checksum);

    const auto data = datagram.subspan(base::UdpHeader::size);
    return Datagram{.envelope = {.source = ethernet.source,
                                 .destination = ethernet.destination,
                                 .source_address = ip->source,
                                 .destination_address = ip->destination,
                                 .source_port = udp.source_port,
                                 .destination_port = udp.destination_port},
                    .payload = {data.begin(), data.end()}};
}

base::Bytes encode_frame(const Envelope& envelope, base::ByteView payload) {
    const auto datagram = base::encode_udp(envelope.source_address, envelope.source_port,
                                           envelope.destination_address, envelope.destination_port, payload);
    base::Ipv4Header ip{.total_length = static_cast<std::uint16_t>(base::Ipv4Header::size + datagram.size()),
                        .source = envelope.source_address,
                        .destination = envelope.destination_address};
    ip.checksum = base::internet_checksum({base::bytes_of(ip)});

    const base::EthernetHeader ethernet{.destination = envelope.destination, .source = envelope.source};
    base::Writer out(base::EthernetHeader::size + ip.total_length);
    base::EthernetHeader::fields(out, ethernet);
    base::Ipv4Header::fields(out, ip);
    out.octets(datagram);
    return out.take();
}

} // namespace dhcp
