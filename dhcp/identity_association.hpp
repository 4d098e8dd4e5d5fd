#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dhcp/drop6.hpp"
#include "dhcp/option6.hpp"
#include "nlink/base/address.hpp"

namespace dhcp {

/// RFC 8415 section 21.13.
enum class StatusCode : std::uint16_t {
    success = 0,
    no_addresses_available = 2,
    no_binding = 3,
    not_on_link = 4,
    no_prefix_available = 6,
};

/// An address with its lifetimes in seconds, RFC 8415 section 21.6; 0: it must not be used any more.
struct LeasedAddress {
    base::Ipv6 address{};
    std::uint32_t preferred = 0;
    std::uint32_t valid = 0;
    bool operator==(const LeasedAddress&) const = default;
};

/// What a client keeps leases of one kind in: IA_NA, IA_TA or IA_PD (RFC 8415 sections 21.4, 21.5 and 21.21).
/// Options in it that are not listed here are skipped, delegated prefixes too.
struct IdentityAssociation {
    Code6 code = Code6::ia_na;
    std::uint32_t iaid = 0;
    std::uint32_t t1 = 0; ///< when to renew, in seconds; 0, as in an IA_TA: the client's choice
    std::uint32_t t2 = 0; ///< when to rebind
    std::vector<LeasedAddress> addresses{};
    std::optional<StatusCode> status{};
    bool operator==(const IdentityAssociation&) const = default;
};

/// Whether this is an option that holds one.
[[nodiscard]] bool is_association(Code6 code);
/// From the data of such an option, whose length fits.
[[nodiscard]] std::expected<IdentityAssociation, Drop6> decode_association(Code6 code, base::ByteView data);
[[nodiscard]] Option6 encode(const IdentityAssociation& association);
/// With words for the user.
[[nodiscard]] Option6 encode(StatusCode status);
/// "ia-na 1 2001:db8::5"
[[nodiscard]] std::string to_string(const IdentityAssociation& association);

/// Takes one option off the front; nothing if it reaches beyond the end.
[[nodiscard]] std::optional<Option6> read_option(base::Reader& in);
void write_option(base::Writer& out, const Option6& option);

} // namespace dhcp
