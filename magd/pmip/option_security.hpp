#pragma once

#include <cstdint>

#include "magd/pmip/option_wire.hpp"

/// Options that protect a message.
namespace pmip {

/// RFC 6275 section 6.2.7: for mobile nodes that sign for themselves, so of no use between gateway
/// and anchor. Last in its message, which aligns it.
struct BindingAuthorizationData {
    static constexpr OptionKind kind{.type = 5, .name = "Binding Authorization Data", .alignment = {8, 2}};
    base::Bytes authenticator;
    bool operator==(const BindingAuthorizationData&) const = default;
    static void fields(auto& io, auto& self) { io.rest(self.authenticator); }
};

/// RFC 4285 section 5, see authentication.hpp. SPIs up to 255 are reserved. It ends a message: after
/// MN-HA only MN-AAA may come, after MN-AAA nothing.
struct Authentication {
    static constexpr OptionKind kind{.type = 9, .name = "AUTH", .alignment = {4, 1}};
    static constexpr std::uint8_t mn_ha = 1;
    static constexpr std::uint8_t mn_aaa = 2;
    std::uint8_t subtype = mn_ha;
    std::uint32_t spi = 0;
    base::Bytes data;
    bool operator==(const Authentication&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.subtype);
        io.value(self.spi);
        io.rest(self.data);
    }
};

/// RFC 4285 section 6: replay protection of AUTH. In NTP's format: seconds since 1900 in the upper
/// 32 bits, parts of a second below; not that of the Timestamp option.
struct MessageIdentifier {
    static constexpr OptionKind kind{.type = 10, .name = "MESG-ID", .alignment = {8, 2}};
    std::uint64_t timestamp = 0;
    bool operator==(const MessageIdentifier&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.timestamp); }
};

} // namespace pmip
