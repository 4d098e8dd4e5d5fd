#pragma once

#include <cstdint>
#include <expected>

#include "dhcp/drop.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

/// DHCPv4 (RFC 2131) as values and pure functions: frame in, frame out. No socket or clock.
namespace dhcp {

constexpr std::uint16_t server_port = 67;
constexpr std::uint16_t client_port = 68;
constexpr base::MacAddress broadcast_mac{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr base::Ipv4 limited_broadcast{0xffffffff};

/// Where a UDP datagram comes from and goes to, on the link and above it.
struct Envelope {
    base::MacAddress source{};
    base::MacAddress destination{};
    base::Ipv4 source_address{};
    base::Ipv4 destination_address{};
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    bool operator==(const Envelope&) const = default;
};

struct Datagram {
    Envelope envelope{};
    base::Bytes payload;
    bool operator==(const Datagram&) const = default;
};

/// Takes a UDP datagram to port 67 or 68 out of an untagged Ethernet II frame. IPv4
/// options are skipped, octets behind the datagram (Ethernet padding) ignored.
/// A frame with an 802.1Q tag still in it belongs to another link and is refused.
/// `checksum_trusted`: do not look at the UDP checksum. A packet socket says so by
/// TP_STATUS_CSUMNOTREADY for a frame of this very host, whose checksum is not yet filled in.
[[nodiscard]] std::expected<Datagram, Drop> decode_frame(base::ByteView frame, bool checksum_trusted = false);

/// The whole frame, with both checksums. The payload is at most 65507 octets.
[[nodiscard]] base::Bytes encode_frame(const Envelope& envelope, base::ByteView payload);

} // namespace dhcp
