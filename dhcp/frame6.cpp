#include "dhcp/frame6.hpp"

#include <cassert>
#include <optional>

#include "nlink/base/ip.hpp"

namespace dhcp {
namespace {

constexpr std::size_t udp_checksum_at = 6;

bool from_one_station(const base::MacAddress& mac) {
    return (mac.octets[0] & 1) == 0 && mac != base::MacAddress{};
}

/// A client speaks from its link-local address, RFC 8415 section 13.1; a server from any that it likes, and
/// to where the client hears it.
std::optional<Drop6> fault_of(const Envelope6& envelope) {
    if (!from_one_station(envelope.source)) return Drop6::hardware_address;
    if (envelope.destination_port == client_port6) return std::nullopt;
    if (envelope.destination_port != server_port6) return Drop6::other_port;
    if (envelope.destination_address != all_servers && !envelope.destination_address.link_local())
        return Drop6::other_destination;
    if (!envelope.source_address.link_local()) return Drop6::source;
    return std::nullopt;
}

/// Over IPv6, a UDP checksum of 0 is not allowed (RFC 8200 section 8.1).
bool has_checksum(const base::Ipv6Header& ip, const base::UdpHeader& udp, base::ByteView datagram) {
    return udp.checksum != 0 &&
           base::upper_layer_checksum(ip.source, ip.destination, IPPROTO_UDP, datagram) == 0;
}

} // namespace

std::expected<Datagram6, Drop6> decode_frame6(base::ByteView frame, bool checksum_trusted) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    base::Ipv6Header ip;
    base::EthernetHeader::fields(in, ethernet);
    base::Ipv6Header::fields(in, ip);
    if (!in.ok()) return std::unexpected(Drop6::truncated);
    if (ethernet.type != ETH_P_IPV6 || ip.version() != 6 || ip.next_header != IPPROTO_UDP)
        return std::unexpected(Drop6::not_ipv6_udp);

    const auto packet = in.take(ip.payload_length); // what is behind it is Ethernet padding
    base::Reader udp_in(packet);
    base::UdpHeader udp;
    base::UdpHeader::fields(udp_in, udp);
    if (!in.ok() || !udp_in.ok() || udp.length < base::UdpHeader::size || udp.length > packet.size())
        return std::unexpected(Drop6::truncated);
    const Envelope6 envelope{.source = ethernet.source,
                             .destination = ethernet.destination,
                             .source_address = ip.source,
                             .destination_address = ip.destination,
                             .source_port = udp.source_port,
                             .destination_port = udp.destination_port};
    if (const auto drop = fault_of(envelope)) return std::unexpected(*drop);
    const auto datagram = packet.first(udp.length);
    if (!checksum_trusted && !has_checksum(ip, udp, datagram))
        return std::unexpected(Drop6::bad_udp_checksum);
    const auto data = datagram.subspan(base::UdpHeader::size);
    return Datagram6{.envelope = envelope, .payload = {data.begin(), data.end()}};
}

base::Bytes encode_frame6(const Envelope6& envelope, base::ByteView payload) {
    assert(payload.size() <= 0xffff - base::UdpHeader::size);
    const auto length = static_cast<std::uint16_t>(base::UdpHeader::size + payload.size());
    base::Writer datagram(length);
    datagram.octets(base::bytes_of(base::UdpHeader{.source_port = envelope.source_port,
                                                   .destination_port = envelope.destination_port,
                                                   .length = length}));
    datagram.octets(payload);
    const auto checksum = base::upper_layer_checksum(envelope.source_address, envelope.destination_address,
                                                     IPPROTO_UDP, datagram.bytes());
    datagram.patch(udp_checksum_at, checksum == 0 ? std::uint16_t{0xffff} : checksum);

    base::Writer out(base::EthernetHeader::size + base::Ipv6Header::size + length);
    out.octets(base::bytes_of(base::EthernetHeader{
        .destination = envelope.destination, .source = envelope.source, .type = ETH_P_IPV6}));
    out.octets(base::bytes_of(base::Ipv6Header{.payload_length = length,
                                               .next_header = IPPROTO_UDP,
                                               .source = envelope.source_address,
                                               .destination = envelope.destination_address}));
    out.octets(datagram.bytes());
    return out.take();
}

} // namespace dhcp
