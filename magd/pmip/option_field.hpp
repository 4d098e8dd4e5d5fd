#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include "nlink/base/bytes.hpp"

/// The field shapes that base::Reader and base::Writer lack. Each comes as a pair of overloads,
/// so that an option's `fields(io, self)` stays one description of both directions.
namespace pmip {

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

/// An octet that is split from its top into fields of these widths; what is left is reserved.
template <unsigned... Widths>
void bits(base::Reader& io, auto&... fields) {
    std::uint8_t octet = 0;
    io.value(octet);
    unsigned left = 8;
    const auto next = [&](unsigned width, auto& field) {
        left -= width;
        field = static_cast<std::remove_reference_t<decltype(field)>>(octet >> left & ((1U << width) - 1));
    };
    (next(Widths, fields), ...);
}
template <unsigned... Widths>
void bits(base::Writer& io, const auto&... fields) {
    unsigned octet = 0;
    unsigned left = 8;
    const auto next = [&](unsigned width, unsigned field) {
        left -= width;
        octet |= (field & ((1U << width) - 1)) << left;
    };
    (next(Widths, fields), ...);
    io.value(static_cast<std::uint8_t>(octet));
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

/// An address whose family, or absence, the length tells.
inline void sized_address(base::Reader& io, std::optional<base::Address>& out) {
    switch (io.left()) {
    case 0: return;
    case 4: return io.value(out.emplace().emplace<base::Ipv4>());
    case 16: return io.value(out.emplace().emplace<base::Ipv6>());
    default: return io.fail();
    }
}
inline void sized_address(base::Writer& io, const std::optional<base::Address>& address) {
    if (address) std::visit([&](const auto& a) { io.value(a); }, *address);
}

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

} // namespace pmip
