#pragma once

#include <cstdint>

#include "magd/pmip/codec.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

/// The MN-HA authentication of messages, RFC 4285 section 5: the first 96 bits of
/// HMAC-SHA1(key, care-of address | home address | Mobility Header up to the SPI), with the
/// header's checksum taken as zero.
namespace pmip {

/// What two peers share.
struct SecurityAssociation {
    std::uint32_t spi = 256; ///< names the key; up to 255 is reserved
    base::Bytes key;         ///< 16 octets by the RFC; any length is taken
    bool operator==(const SecurityAssociation&) const = default;
};

/// The addresses that count as parts of a message. No RFC says which they are in a PBU, so peers
/// must agree: the usual choice is the Proxy-CoA and the unspecified address. An IPv4 address counts
/// with its 4 octets.
struct AuthenticatedAddresses {
    base::Address care_of = base::Ipv6{};
    base::Address home = base::Ipv6{};
    bool operator==(const AuthenticatedAddresses&) const = default;
};

/// Encodes the message with an MN-HA authentication after its other options. Empty if the message
/// does not fit, if a receiver would not take it (an option with a value it cannot have, another
/// authentication before this one), or if libcrypto offers no HMAC-SHA1.
[[nodiscard]] base::Bytes encode_authenticated(Message message, Padding padding,
                                               const SecurityAssociation& association,
                                               const AuthenticatedAddresses& addresses);

enum class Authenticity : std::uint8_t {
    genuine,
    absent,      ///< no MN-HA authentication: discard silently
    unknown_spi, ///< of another association: discard silently
    forged,      ///< wrong authenticator: an LMA answers MIPV6-AUTH-FAIL, a MAG discards
};

/// Judges a header, given as it was received, with what it decoded to.
[[nodiscard]] Authenticity authenticate(base::ByteView header, const Decoded& decoded,
                                        const SecurityAssociation& association,
                                        const AuthenticatedAddresses& addresses);

} // namespace pmip
