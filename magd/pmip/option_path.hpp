#pragma once

#include <cstdint>
#include <optional>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_wire.hpp"
#include "nlink/base/address.hpp"

/// Options that say between which addresses a session's packets travel.
namespace pmip {

/// RFC 6275 section 6.2.5: the Proxy-CoA, where it is not the packet's source.
struct AlternateCareOfAddress {
    static constexpr OptionKind kind{.type = 3, .name = "Alternate CoA", .alignment = {8, 6}};
    base::Ipv6 address;
    bool operator==(const AlternateCareOfAddress&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.address); }
};

/// RFC 6463 section 4.4: the same for IPv4.
struct AlternateIpv4CareOfAddress {
    static constexpr OptionKind kind{.type = 49, .name = "Alternate IPv4 CoA", .alignment = {4, 2}};
    base::Ipv4 address;
    bool operator==(const AlternateIpv4CareOfAddress&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.address); }
};

/// RFC 5555 section 3.2.2. Refresh time in seconds: 0 says nothing, all ones means that no
/// keepalive is needed.
struct NatDetection {
    static constexpr OptionKind kind{.type = 31, .name = "NAT Detection", .alignment = {4, 0}};
    bool force_udp = false;
    std::uint32_t refresh_time = 0;
    bool operator==(const NatDetection&) const = default;
    static void fields(auto& io, auto& self) {
        flag(io, std::uint16_t{0x8000}, self.force_udp);
        io.value(self.refresh_time);
    }
};

/// RFC 6463 section 4.1: this MAG can be redirected.
struct RedirectCapability {
    static constexpr OptionKind kind{.type = 46, .name = "Redirect-Capability", .alignment = {4, 0}};
    bool operator==(const RedirectCapability&) const = default;
    static void fields(auto& io, auto&) { io.pad(2); }
};

/// RFC 6463 section 4.2: the LMA to use from now on.
struct Redirect {
    static constexpr OptionKind kind{.type = 47, .name = "Redirect", .alignment = {4, 0}};
    base::Address lma;
    bool operator==(const Redirect&) const = default;
    static void fields(auto& io, auto& self) { flagged_address(io, self.lma); }
};

/// RFC 6463 section 4.3. A lower priority is better; capacities in kB/s.
struct LoadInformation {
    static constexpr OptionKind kind{.type = 48, .name = "Load Information", .alignment = {4, 0}};
    std::uint16_t priority = 0;
    std::uint32_t sessions_in_use = 0;
    std::uint32_t maximum_sessions = 0;
    std::uint32_t used_capacity = 0;
    std::uint32_t maximum_capacity = 0;
    bool operator==(const LoadInformation&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.priority);
        io.value(self.sessions_in_use);
        io.value(self.maximum_sessions);
        io.value(self.used_capacity);
        io.value(self.maximum_capacity);
    }
};

/// RFC 6705 section 11.1: the other gateway of a localized route. The length is always 128.
struct MagIpv6Address {
    static constexpr OptionKind kind{.type = 51, .name = "MAG IPv6 Address", .alignment = {8, 4}};
    base::Prefix6 address;
    bool operator==(const MagIpv6Address&) const = default;
    [[nodiscard]] bool valid() const { return address.length == 128; }
    static void fields(auto& io, auto& self) {
        io.pad(1);
        io.value(self.address.length);
        io.value(self.address.address);
    }
};

/// RFC 7389 section 4: where the LMA takes data, if that is not where it takes signalling. A
/// gateway sends it without an address.
struct LmaUserPlaneAddress {
    static constexpr OptionKind kind{.type = 59, .name = "LMA User-Plane Address", .alignment = {8, 2}};
    std::optional<base::Address> address;
    bool operator==(const LmaUserPlaneAddress&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        sized_address(io, self.address);
    }
};

} // namespace pmip
