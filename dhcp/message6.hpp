#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "dhcp/frame6.hpp"
#include "dhcp/identity_association.hpp"

namespace dhcp {

/// RFC 8415 section 7.3.
enum class MessageType6 : std::uint8_t {
    solicit = 1,
    advertise = 2,
    request = 3,
    confirm = 4,
    renew = 5,
    rebind = 6,
    reply = 7,
    release = 8,
    decline = 9,
    reconfigure = 10,
    information_request = 11,
    relay_forward = 12,
    relay_reply = 13,
};
/// "SOLICIT"; "type 14" for others.
[[nodiscard]] std::string name(MessageType6 type);

/// A message between client and server, RFC 8415 section 8.
struct Message6 {
    MessageType6 type = MessageType6::solicit;
    std::uint32_t transaction = 0;                   ///< 24 bits
    std::vector<Option6> options;                    ///< all but these, in their order
    std::vector<IdentityAssociation> associations{}; ///< what the client asks leases for, or gets
    bool operator==(const Message6&) const = default;

    /// The data of the first such option, or nullptr.
    [[nodiscard]] const base::Bytes* find(Code6 code) const;
};

/// Reads the payload of a datagram. Every option whose code is known must have a length that fits.
/// Messages of relay agents, which look otherwise, are refused.
[[nodiscard]] std::expected<Message6, Drop6> decode_message6(base::ByteView payload);
/// Associations come behind the other options.
[[nodiscard]] base::Bytes encode_message6(const Message6& message);

/// In one line, for logs: "SOLICIT xid 0x3d1d5c elapsed-time 0 ia-na 1 2001:db8::5 ..."
[[nodiscard]] std::string to_string(const Message6& message);

/// A message with where it comes from and goes to: what one frame holds.
struct Packet6 {
    Envelope6 envelope{};
    Message6 message{};
    bool operator==(const Packet6&) const = default;
};

/// Of a whole Ethernet frame; `checksum_trusted` as for decode_frame.
[[nodiscard]] std::expected<Packet6, Drop6> decode_packet6(base::ByteView frame,
                                                           bool checksum_trusted = false);
[[nodiscard]] base::Bytes encode_packet6(const Packet6& packet);

} // namespace dhcp
