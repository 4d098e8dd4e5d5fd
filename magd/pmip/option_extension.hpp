#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/option_wire.hpp"
#include "nlink/base/address.hpp"

/// Options that change where a session's packets go, or tell more about it: one RFC each.
namespace pmip {

/// RFC 6275 section 6.2.4, in units of 4 s.
struct BindingRefreshAdvice {
    static constexpr OptionKind kind{.type = 2, .name = "Binding Refresh Advice", .alignment = {2, 0}};
    std::uint16_t interval = 0;
    bool operator==(const BindingRefreshAdvice&) const = default;
    static void fields(auto& io, auto& self) { io.value(self.interval); }
};

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

/// RFC 4285 section 5. Subtype 1 is MN-HA, 2 is MN-AAA.
struct Authentication {
    static constexpr OptionKind kind{.type = 9, .name = "AUTH", .alignment = {4, 1}};
    std::uint8_t subtype = 1;
    std::uint32_t spi = 0;
    base::Bytes data;
    bool operator==(const Authentication&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.subtype);
        io.value(self.spi);
        io.rest(self.data);
    }
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

/// An address after flags that tell its family: K (IPv6) or N (IPv4), exactly one of them.
inline void flagged_address(base::Reader& io, base::Address& out) {
    std::uint16_t flags = 0;
    io.value(flags);
    switch (flags & 0xc000) {
    case 0x8000: return io.value(out.emplace<base::Ipv6>());
    case 0x4000: return io.value(out.emplace<base::Ipv4>());
    default: return io.fail();
    }
}
inline void flagged_address(base::Writer& io, const base::Address& address) {
    const std::uint16_t flags = std::holds_alternative<base::Ipv6>(address) ? 0x8000 : 0x4000;
    io.value(flags);
    std::visit([&](const auto& a) { io.value(a); }, address);
}

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

/// RFC 6602 section 4.3. Subtype 1 is the bulk binding update group; id 1 means all sessions.
struct MobileNodeGroup {
    static constexpr OptionKind kind{.type = 50, .name = "Mobile Node Group", .alignment = {4, 0}};
    std::uint8_t subtype = 1;
    std::uint32_t id = 0;
    bool operator==(const MobileNodeGroup&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.subtype);
        io.pad(1);
        io.value(self.id);
    }
};

/// A prefix after the V flag, which is set for IPv4, and its length.
inline void flagged_prefix(base::Reader& io, std::variant<base::Prefix4, base::Prefix6>& out) {
    const auto read = [&](auto& prefix) {
        io.value(prefix.length);
        io.value(prefix.address);
    };
    bool ipv4 = false;
    flag(io, std::uint8_t{0x80}, ipv4);
    ipv4 ? read(out.emplace<base::Prefix4>()) : read(out.emplace<base::Prefix6>());
}
inline void flagged_prefix(base::Writer& io, const std::variant<base::Prefix4, base::Prefix6>& prefix) {
    flag(io, std::uint8_t{0x80}, std::holds_alternative<base::Prefix4>(prefix));
    std::visit(
        [&](const auto& p) {
            io.value(p.length);
            io.value(p.address);
        },
        prefix);
}

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

} // namespace pmip
