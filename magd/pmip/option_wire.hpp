#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nlink/base/bytes.hpp"

/// What options are made of: the type-length-data item, alone and in lists.
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
    std::bitset<256> seen;
    for (const auto& item : items) seen.set(kind_of(item).type);
    return seen.count() == items.size();
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
void write_data(base::Writer& io, const std::variant<Items...>& item) {
    std::visit([&](const auto& held) { std::remove_cvref_t<decltype(held)>::fields(io, held); }, item);
}

template <class... Items>
void write_item(base::Writer& io, const std::variant<Items...>& item) {
    io.value(kind_of(item).type);
    const auto length_at = io.size();
    io.pad(1);
    write_data(io, item);
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

} // namespace pmip
