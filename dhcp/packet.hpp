#pragma once

#include <expected>

#include "dhcp/frame.hpp"
#include "dhcp/message.hpp"

namespace dhcp {

/// A message with where it comes from and goes to: what one frame holds.
struct Packet {
    Envelope envelope{};
    Message message{};
    bool operator==(const Packet&) const = default;
};

/// Of a whole Ethernet frame; `checksum_trusted` as for decode_frame.
[[nodiscard]] std::expected<Packet, Drop> decode_packet(base::ByteView frame, bool checksum_trusted = false);
[[nodiscard]] base::Bytes encode_packet(const Packet& packet);

} // namespace dhcp
