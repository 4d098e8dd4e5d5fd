#pragma once

#include <linux/netfilter/nf_tables.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "nlink/attribute.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace nlink::nft {

/// The type of a key's part or of a map's data. The kernel looks at none but `verdict`; the
/// numbers are those of the `nft` program, which lists elements by them.
enum class DataType : std::uint32_t {
    integer = 4, ///< 4 octets, big-endian
    ipv4_addr = 7,
    ipv6_addr = 8,
    ether_addr = 9,
    inet_proto = 12,   ///< 1 octet
    inet_service = 13, ///< a port, 2 octets, big-endian
    mark = 19,         ///< 4 octets in host order
    iface_index = 20,  ///< 4 octets in host order
    ifname = 41,       ///< IFNAMSIZ octets, with zeros behind the name
    verdict = NFT_DATA_VERDICT,
};

/// Octets of a value; 0 for a verdict, which has none.
[[nodiscard]] constexpr std::size_t size_of(DataType type) {
    switch (type) {
    case DataType::verdict: return 0;
    case DataType::ifname:
    case DataType::ipv6_addr: return 16;
    case DataType::ether_addr: return 6;
    case DataType::inet_proto: return 1;
    case DataType::inet_service: return 2;
    default: return 4;
    }
}

namespace detail {

/// Parts of a concatenation start at registers, which are of 4 octets.
constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

template <class T>
struct TypeOf;
template <DataType Type>
using Is = std::integral_constant<DataType, Type>;
template <>
struct TypeOf<Be<std::uint32_t>> : Is<DataType::integer> {};
template <>
struct TypeOf<base::Ipv4> : Is<DataType::ipv4_addr> {};
template <>
struct TypeOf<base::Ipv6> : Is<DataType::ipv6_addr> {};
template <>
struct TypeOf<base::MacAddress> : Is<DataType::ether_addr> {};
template <>
struct TypeOf<std::uint8_t> : Is<DataType::inet_proto> {};
template <>
struct TypeOf<Be<std::uint16_t>> : Is<DataType::inet_service> {};
template <>
struct TypeOf<std::uint32_t> : Is<DataType::mark> {};
template <>
struct TypeOf<base::IfIndex> : Is<DataType::iface_index> {};

} // namespace detail

/// Octets of a key: of its parts one after the other, each filled up to 4 octets; a key of one
/// part alone is not filled up.
[[nodiscard]] constexpr std::size_t size_of(std::span<const DataType> key) {
    if (key.size() == 1) return size_of(key.front());
    std::size_t size = 0;
    for (const auto part : key) size += detail::padded(size_of(part));
    return size;
}

/// The form of a key, said once for set, elements and reading. Parts: base::IfIndex,
/// base::MacAddress, base::Ipv4, base::Ipv6, Be<std::uint32_t> (integer), std::uint32_t (mark),
/// std::uint8_t (protocol), Be<std::uint16_t> (port).
///
///     using UplinkKey = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>;
///     set.key = UplinkKey::types();
///     element.key = UplinkKey::octets(interface, mac, address);
///     const auto parts = UplinkKey::value(element.key); // optional<tuple>
template <class... Parts>
struct Key {
    using Value = std::tuple<typename Wire<Parts>::Out...>;

    static std::vector<DataType> types() { return {detail::TypeOf<Parts>::value...}; }

    static base::Bytes octets(typename Wire<Parts>::In... parts) {
        base::Bytes out;
        out.reserve((filled(Wire<Parts>::octets(parts).size()) + ...));
        (append(out, Wire<Parts>::octets(parts)), ...);
        return out;
    }

    /// Nothing if it is not such a key.
    static std::optional<Value> value(base::ByteView key) {
        constexpr std::size_t size = (filled(size_of(detail::TypeOf<Parts>::value)) + ...);
        if (key.size() != size) return std::nullopt;
        // Braces: parts are taken in their order.
        std::tuple<std::optional<typename Wire<Parts>::Out>...> parts{
            Wire<Parts>::value(take(key, size_of(detail::TypeOf<Parts>::value)))...};
        return std::apply([](const auto&... part) { return Value{*part...}; }, parts);
    }

  private:
    static constexpr std::size_t filled(std::size_t part) {
        return sizeof...(Parts) == 1 ? part : detail::padded(part);
    }
    static void append(base::Bytes& out, std::span<const std::uint8_t> part) {
        const auto before = out.size();
        out.resize(before + filled(part.size()));
        for (std::size_t i = 0; i < part.size(); ++i) out[before + i] = part[i];
    }
    static base::ByteView take(base::ByteView& left, std::size_t part) {
        const auto head = left.first(part);
        left = left.subspan(filled(part));
        return head;
    }
};

} // namespace nlink::nft
