#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pmip {

/// What is known of a message besides its fields.
struct MessageKind {
    std::uint8_t type; ///< MH Type, RFC 6275 section 6.1.1
    std::string_view name;
    std::size_t fixed;    ///< octets from the start of the Mobility Header to the first option
    bool grouped = false; ///< options come in groups of a client each, so any of them may repeat
};

} // namespace pmip
