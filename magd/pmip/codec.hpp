#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "magd/pmip/message.hpp"
#include "nlink/base/bytes.hpp"
#include "nlink/base/counters.hpp"

/// Mobility Headers (RFC 6275 section 6.1) to values and back.
namespace pmip {

/// Why a Mobility Header is not taken. Nothing of such a message is used.
enum class DropReason : std::uint8_t {
    truncated,        ///< fewer than 8 octets, or fewer than Header Len says
    checksum,         ///< over IPv6 only; over IPv4-UDP the field is ignored (RFC 5844 section 4.2.2)
    unknown_type,     ///< no such MH Type: answer with a Binding Error (RFC 6275 section 9.3.3)
    unasked_type,     ///< what RFC 6275 lets an LMA send to a mobile node alone: dropped silently
    unsupported_type, ///< a type of the RFCs that is not implemented here: answer likewise
    payload_proto,
    header_length, ///< less than the type's fixed part
    option_overrun,
    option_length,
    option_value,
    duplicate_option,
    option_after_authentication,
    count_
};

/// In the order of DropReason; the names go into counters, the texts into their help.
inline constexpr base::CounterTexts<DropReason> drop_texts{{
    {"truncated", "shorter than its Header Len says"},
    {"checksum", "Mobility Header checksum is wrong"},
    {"unknown_type", "MH Type that no RFC defines"},
    {"unasked_type", "Binding Refresh Request, which is a mobile node's to answer"},
    {"unsupported_type", "MH Type that is not implemented"},
    {"payload_proto", "Payload Proto is not 59"},
    {"header_length", "Header Len is too small for the MH Type"},
    {"option_overrun", "an option runs past the end of the header"},
    {"option_length", "an option has a length its type cannot have"},
    {"option_value", "an option has a value it cannot have"},
    {"duplicate_option", "an option that may come once came twice"},
    {"option_after_authentication", "an option follows the authentication that ends a message"},
}};
[[nodiscard]] constexpr std::string_view name(DropReason reason) {
    return drop_texts.at(static_cast<std::size_t>(reason)).name;
}

/// One dropped message: counted by reason, logged with the detail.
struct Fault {
    DropReason reason = DropReason::truncated;
    std::string detail;       ///< in words: "GRE Key with length 3"
    std::uint8_t mh_type = 0; ///< as received; 0 if the message ended before it
    bool operator==(const Fault&) const = default;
};

struct Decoded {
    Message message;
    std::size_t trailing = 0; ///< octets after the Mobility Header: ignored, to be counted
    /// Octets that an MN-HA authentication covers, up to and including its SPI; 0 without one.
    std::size_t authenticated = 0;
    bool operator==(const Decoded&) const = default;
};

/// Decodes one Mobility Header, checked in the order of RFC 6275 section 9.2. Options come
/// in the order received, without padding; misaligned ones are taken. What a message means
/// (P flag, sequence, status, IPv4 prefix lengths above 32) is the receiver's to judge.
[[nodiscard]] std::expected<Decoded, Fault> decode(base::ByteView header);

/// How gaps before options and at the end are filled.
enum class Padding : std::uint8_t {
    minimal,    ///< least octets; one octet is a Pad1, more are one PadN (RFC 6275 section 6.2)
    never_pad1, ///< a gap of one octet grows by the alignment and becomes a PadN: for peers that
                ///< take a Pad1 for the end of the options
};

/// Encodes one Mobility Header with its checksum zero, as IPv4-UDP wants it (RFC 5844 section
/// 4.1.3.1; over IPv6 the kernel's raw socket fills it in). Empty if the message does not fit:
/// more than 255 octets of data in an option, or 2048 in all.
[[nodiscard]] base::Bytes encode(const Message& message, Padding padding);

} // namespace pmip
