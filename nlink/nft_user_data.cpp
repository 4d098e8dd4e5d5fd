#include "nlink/nft_user_data.hpp"

#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <utility>

namespace nlink::nft::detail {
namespace {

/// Record types of the `nft` program; each kind of object has its own.
enum class CommentRecord : std::uint8_t { text = 0 };
enum class SetRecord : std::uint8_t { key_order = 0, data_order = 1, key_typeof = 3, data_typeof = 4 };
enum class TypeofRecord : std::uint8_t { kind = 0, content = 1 };

enum class ByteOrder : std::uint32_t { none = 0, host = 1, big_endian = 2 };

/// Kinds of `nft`'s expressions, and how each says what it is: numbered words, of which these
/// are the values.
enum class Kind : std::uint32_t { verdict = 1, payload = 7, meta = 9, concatenation = 13 };

struct TypeText {
    DataType type;
    ByteOrder order;
    Kind kind;
    std::uint8_t count; ///< of words
    std::array<std::uint32_t, 5> words;
};

/// A bare integer is said as any 4 octets of a packet: those of the transport header (3) at bit
/// 96, of 32 bits, where GRE in UDP has its key. Protocols: 12 IPv4, field 11 the source; 13 IPv6,
/// field 7 the source; 17 Ethernet, field 2 the source.
constexpr std::array<TypeText, 8> type_texts{{
    {DataType::integer, ByteOrder::big_endian, Kind::payload, 5, {0, 0, 3, 96, 32}},
    {DataType::ipv4_addr, ByteOrder::big_endian, Kind::payload, 2, {12, 11}},
    {DataType::ipv6_addr, ByteOrder::big_endian, Kind::payload, 2, {13, 7}},
    {DataType::ether_addr, ByteOrder::big_endian, Kind::payload, 2, {17, 2}},
    {DataType::mark, ByteOrder::host, Kind::meta, 1, {NFT_META_MARK}},
    {DataType::iface_index, ByteOrder::host, Kind::meta, 1, {NFT_META_IIF}},
    {DataType::ifname, ByteOrder::host, Kind::meta, 1, {NFT_META_IIFNAME}},
    {DataType::verdict, ByteOrder::none, Kind::verdict, 0, {}},
}};

const TypeText& text_of(DataType type) {
    const auto* const text = std::ranges::find(type_texts, type, &TypeText::type);
    assert(text != type_texts.end()); // other types come from listings alone
    return *text;
}

void append_record(base::Bytes& out, std::uint8_t type, base::ByteView content) {
    assert(content.size() <= 0xff);
    out.push_back(type);
    out.push_back(static_cast<std::uint8_t>(content.size()));
    out.insert(out.end(), content.begin(), content.end());
}

void append_word(base::Bytes& out, std::uint8_t type, std::uint32_t value) {
    append_record(out, type, std::bit_cast<std::array<std::uint8_t, sizeof value>>(value));
}

base::Bytes typeof_expression(Kind kind, base::ByteView content) {
    base::Bytes out;
    append_word(out, std::to_underlying(TypeofRecord::kind), std::to_underlying(kind));
    append_record(out, std::to_underlying(TypeofRecord::content), content);
    return out;
}

base::Bytes typeof_part(DataType type) {
    const auto& text = text_of(type);
    base::Bytes words;
    for (std::uint8_t number = 0; number < text.count; ++number)
        append_word(words, number, text.words.at(number));
    return typeof_expression(text.kind, words);
}

base::Bytes typeof_of(std::span<const DataType> types) {
    if (types.size() == 1) return typeof_part(types.front());
    base::Bytes parts;
    for (std::uint8_t number = 0; const auto part : types) append_record(parts, number++, typeof_part(part));
    return typeof_expression(Kind::concatenation, parts);
}

bool has_integer(std::span<const DataType> parts) {
    return std::ranges::count(parts, DataType::integer) != 0;
}

/// Of a concatenation, each part has its own.
std::uint32_t order_of(std::span<const DataType> parts) {
    return std::to_underlying(parts.size() == 1 ? text_of(parts.front()).order : ByteOrder::none);
}

} // namespace

base::Bytes comment_record(std::string_view text) {
    base::Bytes content(text.begin(), text.end());
    content.push_back(0);
    base::Bytes out;
    append_record(out, std::to_underlying(CommentRecord::text), content);
    return out;
}

std::string comment_of(base::ByteView user_data) {
    base::Reader in(user_data);
    while (in.left() != 0) {
        std::uint8_t type = 0;
        std::uint8_t size = 0;
        in.value(type);
        in.value(size);
        const auto content = in.take(size);
        if (!in.ok()) break;
        if (type == std::to_underlying(CommentRecord::text))
            return Wire<std::string>::value(content).value_or("");
    }
    return {};
}

base::Bytes set_records(std::span<const DataType> key, std::span<const DataType> data) {
    base::Bytes out;
    append_word(out, std::to_underlying(SetRecord::key_order), order_of(key));
    if (!data.empty()) append_word(out, std::to_underlying(SetRecord::data_order), order_of(data));
    if (!has_integer(key) && !has_integer(data)) return out;
    append_record(out, std::to_underlying(SetRecord::key_typeof), typeof_of(key));
    if (!data.empty()) append_record(out, std::to_underlying(SetRecord::data_typeof), typeof_of(data));
    return out;
}

} // namespace nlink::nft::detail
