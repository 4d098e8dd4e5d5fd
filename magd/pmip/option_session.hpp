#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_wire.hpp"
#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"

/// The options that a mobility session is made of: RFC 5213 (identity, prefix, access),
/// RFC 5844 (IPv4) and RFC 5845 (GRE keys).
namespace pmip {

/// RFC 4283 section 3. An empty identifier is legal: an LMA answers so to a PBU that had none.
struct MobileNodeIdentifier {
    static constexpr OptionKind kind{.type = 8, .name = "MN-ID", .unique = true};
    MnId id;
    bool operator==(const MobileNodeIdentifier&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.id.subtype);
        io.rest(self.id.identifier);
    }
};

/// RFC 5213 section 8.3. A request has the unspecified address.
struct HomeNetworkPrefix {
    static constexpr OptionKind kind{.type = 22, .name = "HNP", .alignment = {8, 4}};
    base::Prefix6 prefix{.address = {}, .length = 0};
    bool operator==(const HomeNetworkPrefix&) const = default;
    [[nodiscard]] bool valid() const { return prefix.length <= 128; }
    static void fields(auto& io, auto& self) {
        io.pad(1);
        io.value(self.prefix.length);
        io.value(self.prefix.address);
    }
};

/// RFC 5213 section 8.4.
struct HandoffIndicator {
    static constexpr OptionKind kind{.type = 23, .name = "HI", .unique = true};
    Handoff indicator = Handoff::reserved;
    bool operator==(const HandoffIndicator&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(1);
        io.value(self.indicator);
    }
};

/// RFC 5213 section 8.5.
struct AccessTechnologyType {
    static constexpr OptionKind kind{.type = 24, .name = "ATT", .unique = true};
    AccessTechnology technology = AccessTechnology::reserved;
    bool operator==(const AccessTechnologyType&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(1);
        io.value(self.technology);
    }
};

/// RFC 5213 section 8.6: the identifier as octets, which some peers fill with text.
struct LinkLayerIdentifier {
    static constexpr OptionKind kind{.type = 25, .name = "LLID", .alignment = {4, 0}, .unique = true};
    base::Bytes identifier;
    bool operator==(const LinkLayerIdentifier&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        io.rest(self.identifier);
    }
};

/// RFC 5213 section 8.7; unspecified asks the LMA for an address.
struct LinkLocalAddress {
    static constexpr OptionKind kind{
        .type = 26, .name = "Link-local Address", .alignment = {8, 6}, .unique = true};
    base::Ipv6 address;
    bool operator==(const LinkLocalAddress&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.address); }
};

/// RFC 5213 section 8.8: upper 48 bits are seconds since 1970 UTC, lower 16 bits 1/65536 s.
struct Timestamp {
    static constexpr OptionKind kind{.type = 27, .name = "Timestamp", .alignment = {8, 2}, .unique = true};
    std::uint64_t value = 0;
    bool operator==(const Timestamp&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.value); }
};

/// RFC 5845 section 6.1. With no key: GRE without keys. In a PBU the downlink key, which
/// the MAG chose; in a PBA the uplink key, which the LMA chose.
struct GreKey {
    static constexpr OptionKind kind{.type = 33, .name = "GRE Key", .alignment = {4, 0}};
    std::optional<std::uint32_t> key;
    bool operator==(const GreKey&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        optional_field(io, self.key);
    }
};

/// RFC 5844 section 3.3.1; 0.0.0.0/0 asks for any address. The length is the field's 6 bits
/// as received, so up to 63: whoever takes a decoded value checks `length <= 32` before
/// using it as a mask.
struct Ipv4HomeAddressRequest {
    static constexpr OptionKind kind{.type = 36, .name = "IPv4 HoA Request", .alignment = {4, 0}};
    base::Prefix4 home_address{.address = {}, .length = 0};
    bool operator==(const Ipv4HomeAddressRequest&) const = default;
    static void fields(auto& io, auto& self) {
        bits<6>(io, self.home_address.length);
        io.pad(1);
        io.value(self.home_address.address);
    }
};

/// Status of the IPv4 Home Address Reply, RFC 5844 section 3.3.2.
enum class Ipv4HomeAddressStatus : std::uint8_t {
    success = 0,
    failure_reason_unspecified = 128,
    administratively_prohibited = 129,
    incorrect_ipv4_home_address = 130,
    invalid_ipv4_address = 131,
    dynamic_assignment_not_available = 132,
};
[[nodiscard]] constexpr bool accepted(Ipv4HomeAddressStatus status) {
    return std::to_underlying(status) < 128;
}
[[nodiscard]] std::string_view name(Ipv4HomeAddressStatus status);

/// RFC 5844 section 3.3.2. The length may exceed 32, as in Ipv4HomeAddressRequest.
struct Ipv4HomeAddressReply {
    static constexpr OptionKind kind{.type = 37, .name = "IPv4 HoA Reply", .alignment = {4, 0}};
    Ipv4HomeAddressStatus status = Ipv4HomeAddressStatus::success;
    base::Prefix4 home_address{.address = {}, .length = 0};
    bool operator==(const Ipv4HomeAddressReply&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.status);
        bits<6>(io, self.home_address.length);
        io.value(self.home_address.address);
    }
};

/// RFC 5844 section 3.3.3.
struct Ipv4DefaultRouter {
    static constexpr OptionKind kind{.type = 38, .name = "IPv4 Default-Router", .alignment = {4, 0}};
    base::Ipv4 router;
    bool operator==(const Ipv4DefaultRouter&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        io.value(self.router);
    }
};

/// RFC 5844 section 3.3.4: the MAG is the DHCP server, or else a relay.
struct DhcpSupportMode {
    static constexpr OptionKind kind{.type = 39, .name = "IPv4 DHCP Support Mode"};
    bool server = false;
    bool operator==(const DhcpSupportMode&) const = default;
    static void fields(auto& io, auto& self) { flag(io, std::uint16_t{0x0001}, self.server); }
};

} // namespace pmip
