#pragma once

#include <cstdint>
#include <expected>

#include "dhcp/drop6.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

/// DHCPv6 (RFC 8415) as values and pure functions, beside DHCPv4.
namespace dhcp {

constexpr std::uint16_t server_port6 = 547;
constexpr std::uint16_t client_port6 = 546;
/// ff02::1:2, RFC 8415 section 7.1
constexpr base::Ipv6 all_servers{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2}};
/// The group's address in Ethernet frames, RFC 2464 section 7.
constexpr base::MacAddress all_servers_mac{{0x33, 0x33, 0, 1, 0, 2}};

/// Where a UDP datagram over IPv6 comes from and goes to.
struct Envelope6 {
    base::MacAddress source{};
    base::MacAddress destination{};
    base::Ipv6 source_address{};
    base::Ipv6 destination_address{};
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    bool operator==(const Envelope6&) const = default;
};

struct Datagram6 {
    Envelope6 envelope{};
    base::Bytes payload;
    bool operator==(const Datagram6&) const = default;
};

/// Takes a UDP datagram to a server or a client on this link out of an untagged Ethernet frame. One to a
/// server must be from a link-local address, and to one or to all servers. Extension headers make it none of
/// ours.
/// `checksum_trusted` as for decode_frame; else the checksum must be there and right.
[[nodiscard]] std::expected<Datagram6, Drop6> decode_frame6(base::ByteView frame,
                                                            bool checksum_trusted = false);

/// The whole frame, with its checksum. The payload is at most 65527 octets.
[[nodiscard]] base::Bytes encode_frame6(const Envelope6& envelope, base::ByteView payload);

} // namespace dhcp
