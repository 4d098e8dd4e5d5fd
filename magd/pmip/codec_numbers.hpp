#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Numbers that both directions of the codec share, RFC 6275 sections 6.1.1 and 6.2.
namespace pmip {

constexpr std::uint8_t no_next_header = 59; ///< the one Payload Proto
constexpr std::uint8_t pad1 = 0;            ///< the option that is one octet, with no length
constexpr std::uint8_t padn = 1;

constexpr std::size_t message_data_offset = 6; ///< after Payload Proto to Checksum
constexpr std::size_t header_length_offset = 1;
constexpr std::size_t largest_header = 2048; ///< Header Len 255
constexpr std::size_t usual_header = 256;    ///< room that most messages need no more than
constexpr std::size_t usual_option = 8;      ///< with padding: octets of header that hold one
constexpr std::size_t largest_option = 257;  ///< with type and length

/// MH Types that RFCs give to the nodes of a PMIPv6 domain and that are not implemented:
/// Handover Initiate and Acknowledge, Flow Binding, Subscription.
inline constexpr std::array<std::uint8_t, 5> unsupported_types{14, 15, 21, 22, 23};

/// A correspondent asks a mobile node for an update by it (RFC 6275 section 6.1.2); an LMA has other means.
inline constexpr std::uint8_t binding_refresh_request = 0;

} // namespace pmip
