#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nlink/base/bytes.hpp"

/// What options are written with: the type-length-data item, and the few field shapes
/// that base::Reader and base::Writer lack. Each shape comes as a pair of overloads, so
/// that an option's `fields(io, self)` stays one description of both directions.
namespace pmip {

/// RFC 6275 section 6.2: the option's type octet stands at n*modulus + offset octets from
/// the start of the Mobility Header. Binds senders only; a receiver reads octet by octet.
struct Alignment {
    std::uint8_t modulus = 1;
    std::uint8_t offset = 0;
};

/// What is known of an option besides its fields; a sub-option needs only the first two.
struct OptionKind {
    std::uint8_t type;
    std::string_view name;
    Alignment alignment{};
    bool unique = false; ///< two in one message make it malformed
};

/// An item of a type we do not know, kept as it came. Sub-options, see UnknownOption too.
struct UnknownSubOption {
    std::uint8_t type = 0;
    base::Bytes data;
    bool operator==(const UnknownSubOption&) const = default;
    static void fields(auto& io, auto& self) { io.rest(self.data); }
};

/// Options and sub-options with a fixed number say it in their `kind`.
template <class T>
concept Known = requires { T::kind.type; };

/// What is known of whatever a variant of options or sub-options holds.
template <class... Items>
[[nodiscard]] OptionKind kind_of(const std::variant<Items...>& item) {
    return std::visit(
        []<class T>(const T& held) {
            if constexpr (Known<T>)
                return T::kind;
            else
                return OptionKind{.type = held.type, .name = "unknown"};
        },
        item);
}

/// False if a value breaks a rule that its length does not show. An option with such a
/// rule has a member `valid()`.
template <class... Items>
[[nodiscard]] bool valid(const std::variant<Items...>& item) {
    return std::visit(
        [](const auto& held) {
            if constexpr (requires { held.valid(); })
                return held.valid();
            else
                return true;
        },
        item);
}

/// The rules for a list of sub-options.
template <class Item>
[[nodiscard]] bool all_valid(const std::vector<Item>& items) {
    return std::ranges::all_of(items, [](const Item& item) { return pmip::valid(item); });
}
template <class Item>
[[nodiscard]] bool all_distinct(const std::vector<Item>& items) {
    std::set<std::uint8_t> types;
    return std::ranges::all_of(items,
                               [&](const Item& item) { return types.insert(kind_of(item).type).second; });
}

/// Makes `out` the alternative of this type, if there is one. An alternative without a
/// `kind` takes every type, so it comes last.
template <class... Items>
bool select(std::variant<Items...>& out, std::uint8_t type) {
    const auto take = [&]<class T>(std::type_identity<T>) {
        if constexpr (Known<T>) {
            if (T::kind.type != type) return false;
            out.template emplace<T>();
        } else {
            out.template emplace<T>().type = type;
        }
        return true;
    };
    return (take(std::type_identity<Items>{}) || ...);
}

/// Reads an item's data, all of it: false if the fields need more or less than there is.
template <class... Items>
[[nodiscard]] bool read_data(base::ByteView data, std::variant<Items...>& out) {
    base::Reader io(data);
    std::visit([&](auto& held) { std::remove_cvref_t<decltype(held)>::fields(io, held); }, out);
    return io.ok() && io.left() == 0;
}

template <class... Items>
void write_item(base::Writer& io, const std::variant<Items...>& item) {
    io.value(kind_of(item).type);
    const auto length_at = io.size();
    io.pad(1);
    std::visit([&](const auto& held) { std::remove_cvref_t<decltype(held)>::fields(io, held); }, item);
    io.patch(length_at, static_cast<std::uint8_t>(io.size() - length_at - 1));
}

/// Sub-options up to the end of the option. They know neither padding nor alignment.
template <class Item>
void sub_options(base::Reader& io, std::vector<Item>& items) {
    while (io.left() != 0) {
        std::uint8_t type = 0;
        std::uint8_t length = 0;
        io.value(type);
        io.value(length);
        const auto data = io.take(length);
        (void)select(items.emplace_back(), type);
        if (!read_data(data, items.back())) return io.fail();
    }
}
template <class Item>
void sub_options(base::Writer& io, const std::vector<Item>& items) {
    for (const auto& item : items) write_item(io, item);
}

/// A last field that may be absent, as the option's length tells.
template <class T>
void optional_field(base::Reader& io, std::optional<T>& out) {
    if (io.left() != 0) io.value(out.emplace());
}
template <class T>
void optional_field(base::Writer& io, const std::optional<T>& field) {
    if (field) io.value(*field);
}

/// One flag in a word of otherwise reserved bits.
template <std::unsigned_integral Word>
void flag(base::Reader& io, Word mask, bool& out) {
    Word word = 0;
    io.value(word);
    out = (word & mask) != 0;
}
template <std::unsigned_integral Word>
void flag(base::Writer& io, Word mask, bool set) {
    io.value(set ? mask : Word{0});
}

/// A prefix length in the upper 6 bits of an octet (RFC 5844 section 3.3), 0 to 63.
inline void six_bits(base::Reader& io, std::uint8_t& out) {
    io.value(out);
    out = static_cast<std::uint8_t>(out >> 2);
}
inline void six_bits(base::Writer& io, std::uint8_t number) {
    io.value(static_cast<std::uint8_t>(number << 2));
}

/// A 24-bit two's complement number.
inline void int24(base::Reader& io, std::int32_t& out) {
    std::uint8_t high = 0;
    std::uint16_t low = 0;
    io.value(high);
    io.value(low);
    out = static_cast<std::int8_t>(high) * 65536 + low;
}
inline void int24(base::Writer& io, std::int32_t number) {
    io.value(static_cast<std::uint8_t>(number >> 16 & 0xff));
    io.value(static_cast<std::uint16_t>(number & 0xffff));
}

/// Text after an octet that counts it.
inline void counted(base::Reader& io, std::string& out) {
    std::uint8_t count = 0;
    io.value(count);
    const auto from = io.take(count);
    out.assign(from.begin(), from.end());
}
inline void counted(base::Writer& io, const std::string& text) {
    io.value(static_cast<std::uint8_t>(text.size()));
    io.rest(text);
}

} // namespace pmip
