#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "magd/pmip/binding.hpp"

namespace sim {

/// Clients go by number; what the protocol calls them follows from it.
[[nodiscard]] inline base::MacAddress mac_of(std::size_t number) {
    return {{2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}
[[nodiscard]] inline std::size_t number_of(const base::MacAddress& mac) {
    return static_cast<std::size_t>(mac.octets[4]) << 8 | mac.octets[5];
}
[[nodiscard]] inline std::string name_of(std::size_t number) {
    return "c" + std::to_string(number) + "@example.com";
}
/// The number, or nothing if the identifier is no client's.
[[nodiscard]] inline std::optional<std::size_t> number_of(std::string_view identifier) {
    if (!identifier.starts_with('c')) return std::nullopt;
    std::size_t number = 0;
    for (std::size_t i = 1; i < identifier.size() && identifier[i] != '@'; ++i)
        number = 10 * number + static_cast<std::size_t>(identifier[i] - '0');
    return number;
}

} // namespace sim
