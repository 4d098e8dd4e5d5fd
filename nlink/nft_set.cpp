#include "nlink/nft_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "nlink/nft_traffic.hpp"
#include "nlink/nft_user_data.hpp"

namespace nlink::nft {
namespace {

namespace set_tag {
struct Body {
    using Header = nfgenmsg;
};
struct Description {};
struct Parts {};
struct Part {};
using Table = Attribute<Body, NFTA_SET_TABLE, std::string>;
using Name = Attribute<Body, NFTA_SET_NAME, std::string>;
using Flags = Attribute<Body, NFTA_SET_FLAGS, Be<std::uint32_t>>;
using KeyType = Attribute<Body, NFTA_SET_KEY_TYPE, Be<std::uint32_t>>;
using KeySize = Attribute<Body, NFTA_SET_KEY_LEN, Be<std::uint32_t>>;
using DataType = Attribute<Body, NFTA_SET_DATA_TYPE, Be<std::uint32_t>>;
using DataSize = Attribute<Body, NFTA_SET_DATA_LEN, Be<std::uint32_t>>;
using Describe = Attribute<Body, NFTA_SET_DESC, Nest<Description>>;
using Id = Attribute<Body, NFTA_SET_ID, Be<std::uint32_t>>;
using UserData = Attribute<Body, NFTA_SET_USERDATA, base::Bytes>;
using Counter = Attribute<Body, NFTA_SET_EXPR, Nest<detail::traffic::Counter>>;
using Size = Attribute<Description, NFTA_SET_DESC_SIZE, Be<std::uint32_t>>;
using Concatenation = Attribute<Description, NFTA_SET_DESC_CONCAT, Nest<Parts>>;
using PartItem = Attribute<Parts, NFTA_LIST_ELEM, Nest<Part>>;
using PartSize = Attribute<Part, NFTA_SET_FIELD_LEN, Be<std::uint32_t>>;
} // namespace set_tag

/// The `nft` program's number for a concatenation: 6 bits for each part, the first one highest.
constexpr int part_bits = 6;

std::uint32_t key_number(const std::vector<DataType>& key) {
    std::uint32_t number = 0;
    for (const auto part : key) number = number << part_bits | std::to_underlying(part);
    return number;
}

std::vector<DataType> key_parts(std::uint32_t number) {
    std::vector<DataType> parts;
    for (; number != 0; number >>= part_bits)
        parts.push_back(static_cast<DataType>(number & ((1U << part_bits) - 1)));
    std::ranges::reverse(parts);
    return parts;
}

/// A verdict's number has more bits than a part.
std::vector<DataType> data_parts(std::uint32_t number) {
    constexpr auto verdict = std::to_underlying(DataType::verdict);
    return number == verdict ? std::vector{DataType::verdict} : key_parts(number);
}

void put_data(Attributes<set_tag::Body>& body, const std::vector<DataType>& data) {
    body.put<set_tag::DataType>(key_number(data));
    body.put<set_tag::DataSize>(static_cast<std::uint32_t>(size_of(data)));
}

constexpr std::uint32_t range_flags = NFT_SET_INTERVAL | NFT_SET_CONCAT;

std::uint32_t flags_of(const Set& set) {
    return (!set.data.empty() ? std::uint32_t{NFT_SET_MAP} : 0U) | (set.ranges ? range_flags : 0U);
}

void put_description(Attributes<set_tag::Description>& to, const Set& set) {
    if (set.size != 0) to.put<set_tag::Size>(set.size);
    if (!set.ranges) return;
    to.nest<set_tag::Concatenation>([&](Attributes<set_tag::Parts>& parts) {
        for (const auto part : set.key)
            parts.nest<set_tag::PartItem>([&](Attributes<set_tag::Part>& one) {
                one.put<set_tag::PartSize>(static_cast<std::uint32_t>(size_of(part)));
            });
    });
}

void put_set(Attributes<set_tag::Body>& body, const Set& set) {
    assert(!set.key.empty() && set.key.size() <= 5 && (!set.ranges || set.key.size() > 1));
    body.put<set_tag::Table>(set.set.table.name);
    body.put<set_tag::Name>(set.set.name);
    body.put<set_tag::Flags>(flags_of(set));
    body.put<set_tag::KeyType>(key_number(set.key));
    body.put<set_tag::KeySize>(static_cast<std::uint32_t>(size_of(set.key)));
    if (!set.data.empty()) put_data(body, set.data);
    if (set.size != 0 || set.ranges)
        body.nest<set_tag::Describe>(
            [&](Attributes<set_tag::Description>& inner) { put_description(inner, set); });
    // The kernel wants a number to refer to within the transaction; all we send refers by name.
    body.put<set_tag::Id>(1);
    body.put<set_tag::UserData>(detail::set_records(set.key, set.data));
    if (set.counts)
        body.nest<set_tag::Counter>(
            [](Attributes<detail::traffic::Counter>& counter) { detail::traffic::put(counter, {}); });
}

} // namespace

std::string to_string(const SetName& set) { return to_string(set.table) + " " + set.name; }

Request add_set(const Set& set) {
    return make_request<set_tag::Body>(
        detail::message_type(NFT_MSG_NEWSET), NLM_F_CREATE | NLM_F_EXCL,
        fmt::format("add {} {}", set.data.empty() ? "set" : "map", to_string(set.set)),
        detail::header_of(set.set.table.family),
        [&](Attributes<set_tag::Body>& body) { put_set(body, set); });
}

Request remove_set(const SetName& set) {
    return make_request<set_tag::Body>(detail::message_type(NFT_MSG_DELSET), 0,
                                       "remove set " + to_string(set), detail::header_of(set.table.family),
                                       [&](Attributes<set_tag::Body>& body) {
                                           body.put<set_tag::Table>(set.table.name);
                                           body.put<set_tag::Name>(set.name);
                                       });
}

std::optional<Set> parse_set(const Message& message) {
    const auto parsed = detail::parse_kind<set_tag::Body>(message, NFT_MSG_NEWSET, NFT_MSG_DELSET);
    const auto name = parsed ? parsed->attributes.find<set_tag::Name>() : std::nullopt;
    if (!name) return std::nullopt;
    const auto& body = parsed->attributes;
    const auto flags = body.find<set_tag::Flags>().value_or(0);
    if ((flags & NFT_SET_ANONYMOUS) != 0) return std::nullopt;
    const auto data = (flags & NFT_SET_MAP) != 0 ? body.find<set_tag::DataType>() : std::nullopt;
    return Set{.set = {.table = detail::table_of<set_tag::Table>(*parsed), .name = *name},
               .key = key_parts(body.find<set_tag::KeyType>().value_or(0)),
               .data = data ? data_parts(*data) : std::vector<DataType>{},
               .size = body.nest<set_tag::Describe>().find<set_tag::Size>().value_or(0),
               .ranges = (flags & range_flags) == range_flags,
               .counts = detail::traffic::find(body.nest<set_tag::Counter>()).has_value()};
}

bool tells_of_new_set(const Message& message) { return message.type == detail::message_type(NFT_MSG_NEWSET); }

base::Result<std::vector<Set>> dump_sets(Socket& socket, const TableName& table) {
    const auto request = make_request<set_tag::Body>(
        detail::message_type(NFT_MSG_GETSET), 0, "list sets of table " + to_string(table),
        detail::header_of(table.family),
        [&](Attributes<set_tag::Body>& body) { body.put<set_tag::Table>(table.name); });
    auto sets = socket.dump(request, parse_set);
    if (!sets && sets.error().code == ENOENT) return std::vector<Set>{}; // there is no such table
    return sets;
}

} // namespace nlink::nft
