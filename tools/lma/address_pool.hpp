#pragma once

#include <functional>
#include <optional>
#include <string>

#include "nlink/base/address.hpp"

namespace lma {

/// Home addresses for the clients of one realm.
struct Pool {
    std::string realm; ///< the part of a NAI after the @
    base::Prefix4 prefix;
    base::Ipv4 router; ///< the clients' default router, never given out
    base::Ipv4 first;  ///< the first address given out
    bool operator==(const Pool&) const = default;
};

/// Whether a client of this pool may have the address.
[[nodiscard]] bool assignable(const Pool& pool, base::Ipv4 address);

/// The next free address after `last` (unspecified: from the first), turning over at the end of
/// the prefix; nothing if all are in use. One that was given back is thus not given out at once.
[[nodiscard]] std::optional<base::Ipv4> allocate(const Pool& pool, base::Ipv4 last,
                                                 const std::function<bool(base::Ipv4)>& in_use);

} // namespace lma
