#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

/// Attribute tags: each says once which place it belongs to, its kernel number and its type.
///
///     namespace link {
///     struct Message { using Header = ifinfomsg; };             // a place: the message itself
///     struct Info {};                                           // a place: inside of a nest
///     using Name = Attribute<Message, IFLA_IFNAME, std::string>;
///     using LinkInfo = Attribute<Message, IFLA_LINKINFO, Nest<Info>>;
///     using Kind = Attribute<Info, IFLA_INFO_KIND, std::string>;
///     }
///
/// An attribute of another place, or a value of another type, does not compile.
namespace nlink {

template <class PlaceT, std::uint16_t Number, class T>
struct Attribute {
    using Place = PlaceT;
    using Type = T;
    static constexpr std::uint16_t number = Number;
};

/// The type of an integer that the kernel keeps big-endian; the value at hand is in host order.
template <std::integral T>
struct Be {};

/// The type of an attribute without content: its presence is the value.
struct Flag {};

/// The type of an attribute that holds attributes, those of the place `Inner`.
template <class Inner>
struct Nest {};

/// How a type lies on the wire: `In` is what a request takes, `Out` what a view gives;
/// `octets` and `value` convert. Content of another length than the type's is no value.
template <class T>
struct Wire;

template <class T>
    requires std::integral<T> || std::is_enum_v<T>
struct Wire<T> {
    using In = T;
    using Out = T;
    static auto octets(T value) { return std::bit_cast<std::array<std::uint8_t, sizeof(T)>>(value); }
    static std::optional<T> value(base::ByteView content) {
        T out{};
        if (content.size() != sizeof out) return std::nullopt;
        std::memcpy(&out, content.data(), sizeof out);
        return out;
    }
};

template <class T>
struct Wire<Be<T>> {
    using In = T;
    using Out = T;
    static constexpr T swapped(T value) {
        if constexpr (std::endian::native == std::endian::little) return std::byteswap(value);
        return value;
    }
    static auto octets(T value) { return Wire<T>::octets(swapped(value)); }
    static std::optional<T> value(base::ByteView content) {
        return Wire<T>::value(content).transform(swapped);
    }
};

template <>
struct Wire<base::Ipv4> {
    using In = base::Ipv4;
    using Out = base::Ipv4;
    static auto octets(base::Ipv4 address) { return Wire<Be<std::uint32_t>>::octets(address.value); }
    static std::optional<base::Ipv4> value(base::ByteView content) {
        return Wire<Be<std::uint32_t>>::value(content).transform([](auto v) { return base::Ipv4{v}; });
    }
};

template <class T>
    requires std::same_as<T, base::Ipv6> || std::same_as<T, base::MacAddress>
struct Wire<T> {
    using In = const T&;
    using Out = T;
    static auto octets(const T& address) { return address.octets; }
    static std::optional<T> value(base::ByteView content) {
        T out;
        if (content.size() != out.octets.size()) return std::nullopt;
        std::memcpy(out.octets.data(), content.data(), content.size());
        return out;
    }
};

/// An address of either family: its length tells which.
template <>
struct Wire<base::Address> {
    using In = const base::Address&;
    using Out = base::Address;
    static base::Bytes octets(const base::Address& address) {
        return std::visit(
            []<class T>(const T& a) {
                const auto raw = Wire<T>::octets(a);
                return base::Bytes(raw.begin(), raw.end());
            },
            address);
    }
    static std::optional<base::Address> value(base::ByteView content) {
        if (const auto ipv4 = Wire<base::Ipv4>::value(content)) return *ipv4;
        if (const auto ipv6 = Wire<base::Ipv6>::value(content)) return *ipv6;
        return std::nullopt;
    }
};

/// Text ends with a NUL on the wire; what follows one is ignored.
template <>
struct Wire<std::string> {
    using In = std::string_view;
    using Out = std::string;
    static auto octets(std::string_view text) {
        base::Bytes out(text.begin(), text.end());
        out.push_back(0);
        return out;
    }
    static std::optional<std::string> value(base::ByteView content) {
        std::string text(content.begin(), content.end());
        text.resize(text.find('\0') == std::string::npos ? text.size() : text.find('\0'));
        return text;
    }
};

template <>
struct Wire<base::Bytes> {
    using In = base::ByteView;
    using Out = base::Bytes;
    static auto octets(base::ByteView content) { return content; }
    static std::optional<base::Bytes> value(base::ByteView content) {
        return base::Bytes(content.begin(), content.end());
    }
};

template <class Tag>
using In = typename Wire<typename Tag::Type>::In;
template <class Tag>
using Out = typename Wire<typename Tag::Type>::Out;

template <class Tag, class Place>
concept Within = std::same_as<typename Tag::Place, Place>;

namespace detail {
template <class T>
struct InnerOf;
template <class Inner>
struct InnerOf<Nest<Inner>> {
    using Place = Inner;
};
} // namespace detail

/// The place inside of a nest.
template <class Tag>
using Inner = typename detail::InnerOf<typename Tag::Type>::Place;

} // namespace nlink
