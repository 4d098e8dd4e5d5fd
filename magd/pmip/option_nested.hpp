#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_wire.hpp"

/// Options that hold sub-options. Sub-options of other types are kept and sent on unaltered.
namespace pmip {

/// RFC 6757 section 3.1.1: the network (SSID) and, if not empty, the access point.
struct NetworkIdentifier {
    static constexpr OptionKind kind{.type = 1, .name = "Network-Identifier"};
    bool utf8 = false;
    std::string network;
    std::string access_point;
    bool operator==(const NetworkIdentifier&) const = default;
    [[nodiscard]] bool valid() const { return !network.empty(); }
    static void fields(auto& io, auto& self) {
        flag(io, std::uint8_t{0x80}, self.utf8);
        counted(io, self.network);
        counted(io, self.access_point);
    }
};

/// RFC 6757 section 3.1.2, in units of 1/32768 degree; 24 bits of each travel.
struct GeoLocation {
    static constexpr OptionKind kind{.type = 2, .name = "Geo-Location"};
    std::int32_t latitude = 0;
    std::int32_t longitude = 0;
    bool operator==(const GeoLocation&) const = default;
    static void fields(auto& io, auto& self) {
        int24(io, self.latitude);
        int24(io, self.longitude);
    }
};

/// RFC 6757 section 3.1.3: an enterprise number in octets, or a realm; not empty.
struct OperatorIdentifier {
    static constexpr OptionKind kind{.type = 3, .name = "Operator-Identifier"};
    static constexpr std::uint8_t enterprise_number = 1;
    static constexpr std::uint8_t realm = 2;
    std::uint8_t form = realm;
    std::string identifier;
    bool operator==(const OperatorIdentifier&) const = default;
    [[nodiscard]] bool valid() const { return !identifier.empty(); }
    static void fields(auto& io, auto& self) {
        io.value(self.form);
        io.rest(self.identifier);
    }
};

/// RFC 6757 section 3: at least one sub-option, none of them twice.
struct AccessNetworkIdentifier {
    static constexpr OptionKind kind{.type = 52, .name = "ANI", .alignment = {4, 0}, .unique = true};
    using Item = std::variant<NetworkIdentifier, GeoLocation, OperatorIdentifier, UnknownSubOption>;
    std::vector<Item> items;
    bool operator==(const AccessNetworkIdentifier&) const = default;
    [[nodiscard]] bool valid() const { return !items.empty() && all_distinct(items) && all_valid(items); }
    static void fields(auto& io, auto& self) { sub_options(io, self.items); }
};

/// RFC 8127 section 3.1.1; the start is in units of 4 s before expiry, the others in seconds.
struct ReregistrationControl {
    static constexpr OptionKind kind{.type = 1, .name = "Binding-Re-registration-Control"};
    std::uint16_t start = 10;
    std::uint16_t initial_retransmission = 1;
    std::uint16_t maximum_retransmission = 32;
    bool operator==(const ReregistrationControl&) const = default;
    [[nodiscard]] bool valid() const {
        return start != 0 && initial_retransmission != 0 && maximum_retransmission != 0;
    }
    static void fields(auto& io, auto& self) {
        io.value(self.start);
        io.value(self.initial_retransmission);
        io.value(self.maximum_retransmission);
    }
};

/// RFC 8127 section 3.1.2; interval and delay in seconds. Only the delay may be zero.
struct HeartbeatControl {
    static constexpr OptionKind kind{.type = 2, .name = "Heartbeat-Control"};
    std::uint16_t interval = 60;
    std::uint16_t retransmission_delay = 5;
    std::uint16_t maximum_retransmissions = 3;
    bool operator==(const HeartbeatControl&) const = default;
    [[nodiscard]] bool valid() const { return interval != 0 && maximum_retransmissions != 0; }
    static void fields(auto& io, auto& self) {
        io.value(self.interval);
        io.value(self.retransmission_delay);
        io.value(self.maximum_retransmissions);
    }
};

/// RFC 8127 section 3. A zero timer makes the whole message one to ignore (section 5.2).
struct LmaControlledParameters {
    static constexpr OptionKind kind{.type = 62, .name = "LCMP", .alignment = {4, 2}};
    using Item = std::variant<ReregistrationControl, HeartbeatControl, UnknownSubOption>;
    std::vector<Item> items;
    bool operator==(const LmaControlledParameters&) const = default;
    [[nodiscard]] bool valid() const { return all_valid(items); }
    static void fields(auto& io, auto& self) { sub_options(io, self.items); }
};

} // namespace pmip
