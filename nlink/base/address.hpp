#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace base {

/// An IPv4 address; `value` is in host order, so 192.0.2.1 is 0xc0000201.
struct Ipv4 {
    std::uint32_t value = 0;
    auto operator<=>(const Ipv4&) const = default;
    [[nodiscard]] constexpr bool unspecified() const { return value == 0; }
};

/// An IPv6 address, octets in network order.
struct Ipv6 {
    std::array<std::uint8_t, 16> octets{};
    auto operator<=>(const Ipv6&) const = default;
    [[nodiscard]] constexpr bool unspecified() const { return *this == Ipv6{}; }
    /// Of fe80::/10: good on one link only.
    [[nodiscard]] constexpr bool link_local() const { return octets[0] == 0xfe && octets[1] >> 6 == 2; }
};

using Address = std::variant<Ipv4, Ipv6>;

/// The numbers are those of AF_INET and AF_INET6.
enum class Family : std::uint8_t { ipv4 = 2, ipv6 = 10 };
[[nodiscard]] constexpr Family family_of(const Address& address) {
    return std::holds_alternative<Ipv4>(address) ? Family::ipv4 : Family::ipv6;
}
/// Bits of an address: 32 or 128.
[[nodiscard]] constexpr std::uint8_t address_bits(Family family) { return family == Family::ipv4 ? 32 : 128; }
/// 0.0.0.0 or ::
[[nodiscard]] constexpr Address unspecified(Family family) {
    return family == Family::ipv4 ? Address(Ipv4{}) : Address(Ipv6{});
}

/// A prefix of either family; host bits are kept.
struct Prefix {
    Address address;
    std::uint8_t length = 0; ///< bits
    auto operator<=>(const Prefix&) const = default;
    /// The address without its host bits.
    [[nodiscard]] Address network() const;
};

/// An address with its prefix length in bits (0 to 32). The host bits are kept:
/// a home address 192.168.5.44/24 is one such value.
struct Prefix4 {
    Ipv4 address;
    std::uint8_t length = 32;
    auto operator<=>(const Prefix4&) const = default;
    [[nodiscard]] constexpr Ipv4 mask() const {
        return {length == 0 ? 0U : ~std::uint32_t{0} << (32 - length)};
    }
    [[nodiscard]] constexpr Ipv4 network() const { return {address.value & mask().value}; }
    [[nodiscard]] constexpr bool contains(Ipv4 other) const {
        return (other.value & mask().value) == network().value;
    }
    [[nodiscard]] constexpr operator Prefix() const { return {address, length}; }
};

/// An IPv6 prefix with its length in bits (0 to 128); host bits are kept.
struct Prefix6 {
    Ipv6 address;
    std::uint8_t length = 128;
    auto operator<=>(const Prefix6&) const = default;
    /// The address without its host bits.
    [[nodiscard]] Ipv6 network() const;
    [[nodiscard]] bool contains(const Ipv6& other) const {
        return Prefix6{other, length}.network() == network();
    }
    [[nodiscard]] constexpr operator Prefix() const { return {address, length}; }
};

/// An EUI-48 link-layer address.
struct MacAddress {
    std::array<std::uint8_t, 6> octets{};
    auto operator<=>(const MacAddress&) const = default;
};

/// The kernel's number of a network interface; 0 means none.
enum class IfIndex : std::uint32_t {};

[[nodiscard]] std::string to_string(Ipv4 address);
[[nodiscard]] std::string to_string(const Ipv6& address);
[[nodiscard]] std::string to_string(const Address& address);
[[nodiscard]] std::string to_string(const Prefix4& prefix);
[[nodiscard]] std::string to_string(const Prefix6& prefix);
[[nodiscard]] std::string to_string(const Prefix& prefix);
/// "00:23:c2:db:29:2d"
[[nodiscard]] std::string to_string(const MacAddress& mac);
/// "0023.c2db.292d", the form that identifiers of the field use
[[nodiscard]] std::string to_dotted(const MacAddress& mac);

/// Each parses the whole text or gives nothing.
[[nodiscard]] std::optional<Ipv4> parse_ipv4(std::string_view text);
[[nodiscard]] std::optional<Ipv6> parse_ipv6(std::string_view text);
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);
/// "192.168.5.0/24"; the length is required
[[nodiscard]] std::optional<Prefix4> parse_prefix4(std::string_view text);
/// "2001:db8::/48"
[[nodiscard]] std::optional<Prefix6> parse_prefix6(std::string_view text);
/// Takes 00:23:c2:db:29:2d, 00-23-c2-db-29-2d and 0023.c2db.292d, any case.
[[nodiscard]] std::optional<MacAddress> parse_mac(std::string_view text);

} // namespace base
