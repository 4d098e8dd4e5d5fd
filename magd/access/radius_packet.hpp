#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "magd/access/radius_drop.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

/// RADIUS accounting on the wire: RFC 2866, with the interim updates of RFC 2869.
///
/// Written here, since no library of Debian 12 serves a server. libradsec 0.0.5 neither exports nor declares
/// its packet functions; and nr_packet_verify in it, given a genuine Accounting-Request, refuses it (-38),
/// and given a response code reads through a null pointer, with a code from 46 on beyond its table, too.
/// radcli is a client. FreeRADIUS has its library for itself: in a private folder, and headers that do not
/// compile as installed.
namespace magd::access {

/// In octets; what is longer is padding (RFC 2866 section 3).
constexpr std::size_t largest_radius_packet = 4096;

/// Acct-Status-Type, RFC 2866 section 5.1. Others are of no concern.
enum class AccountingStatus : std::uint32_t { start = 1, stop = 2, interim = 3, on = 7, off = 8 };

/// What an Accounting-Request says.
struct Accounting {
    AccountingStatus status{};
    std::string nas{};         ///< NAS-Identifier, octets; may be empty
    std::string nas_address{}; ///< NAS-IP-Address, else NAS-IPv6-Address: octets; may be empty
    std::string session{};     ///< Acct-Session-Id, octets
    std::optional<base::MacAddress> station{}; ///< Calling-Station-Id, if that is one station's
    std::string called{};          ///< Called-Station-Id, as a rule "MAC:SSID" (RFC 3580 section 3.20)
    std::chrono::seconds delay{0}; ///< Acct-Delay-Time: since it happened, rounded down
    std::optional<std::chrono::seconds> lasted{}; ///< Acct-Session-Time, rounded down
    bool operator==(const Accounting&) const = default;
};

/// Reads and verifies a datagram; errors up to `authenticator` of RadiusDrop. What follows the packet's end
/// is padding. A Message-Authenticator (RFC 2869 section 5.14) is verified if there is one.
[[nodiscard]] std::expected<Accounting, RadiusDrop> read_accounting(base::ByteView datagram,
                                                                    const base::Bytes& secret);

/// The Accounting-Response to a request that was read: the same for the same request. Proxy-State goes back
/// as it came (RFC 2866 section 4.2). Empty if libcrypto offers no MD5.
[[nodiscard]] base::Bytes answer_accounting(base::ByteView request, const base::Bytes& secret);

} // namespace magd::access
