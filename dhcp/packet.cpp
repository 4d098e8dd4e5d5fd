#include "dhcp/packet.hpp"

#include <utility>

namespace dhcp {

std::expected<Packet, Drop> decode_packet(base::ByteView frame, bool checksum_trusted) {
    const auto datagram = decode_frame(frame, checksum_trusted);
    if (!datagram) return std::unexpected(datagram.error());
    auto message = decode_message(datagram->payload);
    if (!message) return std::unexpected(message.error());
    return Packet{.envelope = datagram->envelope, .message = *std::move(message)};
}

base::Bytes encode_packet(const Packet& packet) {
    return encode_frame(packet.envelope, encode_message(packet.message));
}

} // namespace dhcp
