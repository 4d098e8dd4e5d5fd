#pragma once

#include <functional>
#include <optional>
#include <string>

#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"

namespace lma {

/// What the clients of one realm get.
struct Pool {
    std::string realm; ///< the part of a NAI after the @
    base::Prefix4 prefix;
    base::Ipv4 router; ///< the clients' default router, never given out
    base::Ipv4 first;  ///< the first address given out; unspecified: no IPv4 service
    /// Home network prefixes of length 64 come out of this; none: no IPv6 service.
    std::optional<base::Prefix6> prefix6 = std::nullopt;
    bool address6 = false;            ///< each client is given an address in its first prefix
    std::uint32_t prefixes_each = 1;  ///< home network prefixes of one session
    pmip::Seconds max_lifetime{3600}; ///< granted at most
    bool operator==(const Pool&) const = default;

    [[nodiscard]] bool ipv4() const { return !first.unspecified(); }
    [[nodiscard]] bool ipv6() const { return prefix6.has_value(); }
};

/// Every home network prefix has this length, so that a client can form its addresses in it.
constexpr std::uint8_t home_prefix_length = 64;

/// The upper half of an IPv6 address: all that home network prefixes differ in.
[[nodiscard]] std::uint64_t upper_half(const base::Ipv6& address);

/// Whether a client of this pool may have the address.
[[nodiscard]] bool assignable(const Pool& pool, base::Ipv4 address);
[[nodiscard]] bool assignable(const Pool& pool, const base::Prefix6& prefix);

/// The next free address after `last` (unspecified: from the first), turning over at the end of
/// the prefix; nothing if all are in use. One that was given back is thus not given out at once.
[[nodiscard]] std::optional<base::Ipv4> allocate(const Pool& pool, base::Ipv4 last,
                                                 const std::function<bool(base::Ipv4)>& in_use);
/// The same for a home network prefix, from the first one that follows the pool's own.
[[nodiscard]] std::optional<base::Prefix6>
allocate_prefix(const Pool& pool, const base::Prefix6& last,
                const std::function<bool(const base::Prefix6&)>& in_use);
/// The client's address in a home network prefix, where the pool gives one.
[[nodiscard]] base::Ipv6 address_in(const base::Prefix6& prefix);

} // namespace lma
