#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_wire.hpp"
#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"

/// Options that tell more about a session, or about its gateway: one RFC each.
namespace pmip {

/// RFC 6275 section 6.2.4, in units of 4 s.
struct BindingRefreshAdvice {
    static constexpr OptionKind kind{.type = 2, .name = "Binding Refresh Advice", .alignment = {2, 0}};
    std::uint16_t interval = 0;
    bool operator==(const BindingRefreshAdvice&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.interval); }
};

/// RFC 5094 section 3; the vendor is an IANA enterprise number.
struct VendorSpecific {
    static constexpr OptionKind kind{.type = 19, .name = "Vendor-Specific", .alignment = {4, 2}};
    std::uint32_t vendor = 0;
    std::uint8_t subtype = 0;
    base::Bytes data;
    bool operator==(const VendorSpecific&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.vendor);
        io.value(self.subtype);
        io.rest(self.data);
    }
};

/// RFC 5149 section 3: UTF-8, not empty.
struct ServiceSelection {
    static constexpr OptionKind kind{.type = 20, .name = "Service Selection", .unique = true};
    std::string service;
    bool operator==(const ServiceSelection&) const = default;
    [[nodiscard]] bool valid() const { return !service.empty(); }
    static void fields(auto& io, auto& self) { io.rest(self.service); }
};

/// RFC 5847 section 3.4: raised when the sender has lost its sessions' state.
struct RestartCounter {
    static constexpr OptionKind kind{.type = 28, .name = "Restart Counter", .alignment = {4, 2}};
    std::uint32_t counter = 0;
    bool operator==(const RestartCounter&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.counter); }
};

/// RFC 6602 section 4.3. Subtype 1 is the bulk binding update group; id 1 means all sessions.
struct MobileNodeGroup {
    static constexpr OptionKind kind{.type = 50, .name = "Mobile Node Group Identifier", .alignment = {4, 0}};
    std::uint8_t subtype = 1;
    std::uint32_t id = 0;
    bool operator==(const MobileNodeGroup&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.subtype);
        io.pad(1);
        io.value(self.id);
    }
};

/// RFC 7148 section 4.1: a prefix for the network behind the mobile router.
struct DelegatedMobileNetworkPrefix {
    static constexpr OptionKind kind{.type = 55, .name = "DMNP", .alignment = {8, 2}};
    std::variant<base::Prefix4, base::Prefix6> prefix;
    bool operator==(const DelegatedMobileNetworkPrefix&) const = default;
    [[nodiscard]] bool valid() const {
        if (const auto* v4 = std::get_if<base::Prefix4>(&prefix)) return v4->length <= 32;
        return std::get<base::Prefix6>(prefix).length <= 128;
    }
    static void fields(auto& io, auto& self) { flagged_prefix(io, self.prefix); }
};

/// RFC 6058 section 4.1: the new gateway's binding is not to carry downlink packets yet.
struct TransientBinding {
    static constexpr OptionKind kind{.type = 43, .name = "Transient Binding"};
    bool late_path_switch = false; ///< L
    std::uint8_t lifetime = 0;     ///< of the transient state, in units of 100 ms
    bool operator==(const TransientBinding&) const = default;
    static void fields(auto& io, auto& self) {
        flag(io, std::uint8_t{0x01}, self.late_path_switch);
        io.value(self.lifetime);
    }
};

/// RFC 8278 section 4.1: one of several tunnels of the gateway. The label tells interfaces of the
/// same technology apart.
struct MagMultipathBinding {
    static constexpr OptionKind kind{.type = 63, .name = "MAG Multipath Binding"};
    AccessTechnology technology = AccessTechnology::reserved;
    std::uint8_t label = 0;
    std::uint8_t binding = 1; ///< 1 to 254
    bool bulk = false;        ///< B
    bool overwrite = false;   ///< O: replaces the other paths of this gateway
    bool operator==(const MagMultipathBinding&) const = default;
    [[nodiscard]] bool valid() const { return binding != 0 && binding != 255; }
    static void fields(auto& io, auto& self) {
        io.value(self.technology);
        io.value(self.label);
        io.value(self.binding);
        bits<1, 1>(io, self.bulk, self.overwrite);
        io.pad(2);
    }
};

/// RFC 8278 section 4.2; subtypes are those of the Mobile Node Identifier.
struct MagIdentifier {
    static constexpr OptionKind kind{.type = 64, .name = "MAG Identifier"};
    MnId id;
    bool operator==(const MagIdentifier&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.id.subtype);
        io.pad(1);
        io.rest(self.id.identifier);
    }
};

} // namespace pmip
