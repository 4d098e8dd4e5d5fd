#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nlink/base/address.hpp"

namespace magd {

/// MAC addresses that begin alike: those of one vendor, one client or all.
struct MacPrefix {
    static constexpr std::uint8_t whole = 48;
    base::MacAddress address; ///< bits beyond the length are zero
    std::uint8_t length = 0;  ///< 0 to 48 bits; 0: every client, 48: one client
    bool operator==(const MacPrefix&) const = default;
    [[nodiscard]] bool contains(const base::MacAddress& mac) const;
    [[nodiscard]] bool one_client() const { return length == whole; }
};

/// "00:23:c2:00:00:00/24"
[[nodiscard]] std::string to_string(const MacPrefix& prefix);

/// An address in any form that parse_mac takes; without a length it is one client. Bits beyond
/// the length are kept, to be complained about.
[[nodiscard]] std::optional<MacPrefix> parse_mac_prefix(std::string_view text);

/// The prefix without bits beyond its length.
[[nodiscard]] MacPrefix cut(MacPrefix prefix);

} // namespace magd
