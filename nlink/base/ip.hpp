#pragma once

#include <linux/if_ether.h>
#include <netinet/in.h>

#include <cstdint>
#include <initializer_list>

#include "nlink/base/bytes.hpp"

/// Ethernet, IP and UDP headers, for those who read and write whole packets themselves.
namespace base {

/// Ethernet II, untagged.
struct EthernetHeader {
    static constexpr std::size_t size = 14;

    MacAddress destination, source;
    std::uint16_t type = ETH_P_IP;

    static void fields(auto& io, auto& self) {
        io.value(self.destination);
        io.value(self.source);
        io.value(self.type);
    }
};

/// RFC 791 section 3.1, without options.
struct Ipv4Header {
    static constexpr std::size_t size = 20;
    static constexpr std::uint16_t dont_fragment = 0x4000;
    static constexpr std::uint16_t fragment_bits = 0x3fff; ///< "more fragments" and the offset

    std::uint8_t version_and_length = 0x45;
    std::uint8_t service = 0;
    std::uint16_t total_length = 0;
    std::uint16_t identification = 0; ///< may be 0 as it is never fragmented, RFC 6864 section 4.1
    std::uint16_t fragment = dont_fragment;
    std::uint8_t ttl = 64;
    std::uint8_t protocol = IPPROTO_UDP;
    std::uint16_t checksum = 0;
    Ipv4 source, destination;

    /// Of the header with its options, as it says itself; less than `size` is a fault.
    [[nodiscard]] std::size_t header_length() const { return std::size_t{4} * (version_and_length & 0xf); }

    static void fields(auto& io, auto& self) {
        io.value(self.version_and_length);
        io.value(self.service);
        io.value(self.total_length);
        io.value(self.identification);
        io.value(self.fragment);
        io.value(self.ttl);
        io.value(self.protocol);
        io.value(self.checksum);
        io.value(self.source);
        io.value(self.destination);
    }
};

/// RFC 8200 section 3.
struct Ipv6Header {
    static constexpr std::size_t size = 40;

    std::uint32_t version_class_flow = 0x60000000;
    std::uint16_t payload_length = 0; ///< octets behind this header
    std::uint8_t next_header = IPPROTO_NONE;
    std::uint8_t hop_limit = 64;
    Ipv6 source, destination;

    [[nodiscard]] std::uint32_t version() const { return version_class_flow >> 28; }

    static void fields(auto& io, auto& self) {
        io.value(self.version_class_flow);
        io.value(self.payload_length);
        io.value(self.next_header);
        io.value(self.hop_limit);
        io.value(self.source);
        io.value(self.destination);
    }
};

/// RFC 768.
struct UdpHeader {
    static constexpr std::size_t size = 8;

    std::uint16_t source_port = 0, destination_port = 0;
    std::uint16_t length = 0; ///< of header and payload
    std::uint16_t checksum = 0;

    static void fields(auto& io, auto& self) {
        io.value(self.source_port);
        io.value(self.destination_port);
        io.value(self.length);
        io.value(self.checksum);
    }
};

/// The octets of a value that has `fields`.
template <class T>
[[nodiscard]] Bytes bytes_of(const T& value) {
    Writer out;
    T::fields(out, value);
    return out.take();
}

/// The Internet checksum (RFC 1071) over parts of which all but the last have an even
/// length. Over data with the right checksum in it the result is 0.
[[nodiscard]] std::uint16_t internet_checksum(std::initializer_list<ByteView> parts);

/// Of the checksum in an ICMPv6 message, RFC 4443 section 2.1.
constexpr std::size_t icmpv6_checksum_offset = 2;

/// The checksum of `payload` (ICMPv6, Mobility Header) under IPv6 with its pseudo-header, RFC
/// 8200 section 8.1. Over a payload with the right checksum in it the result is 0.
[[nodiscard]] std::uint16_t upper_layer_checksum(const Ipv6& source, const Ipv6& destination,
                                                 std::uint8_t next_header, ByteView payload);

/// A UDP datagram over IPv4 with its checksum. The payload is at most 65507 octets.
[[nodiscard]] Bytes encode_udp(Ipv4 source, std::uint16_t source_port, Ipv4 destination,
                               std::uint16_t destination_port, ByteView payload);

enum class ChecksumVerdict : std::uint8_t {
    valid,
    absent, ///< the field is 0: the sender computed none
    local,  ///< left to an offload that a packet within this machine never meets
    bad,
};

/// Judges the checksum of a UDP datagram (header and payload). A packet that never left the
/// machine (veth) may carry just the pseudo-header's sum, for hardware to complete: "local".
[[nodiscard]] ChecksumVerdict judge_udp_checksum(Ipv4 source, Ipv4 destination, ByteView datagram);

} // namespace base
