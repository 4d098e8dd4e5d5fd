#include "nlink/nft_counter.hpp"

#include <fmt/format.h>

namespace nlink::nft {
namespace {

namespace tag {
struct Body {
    using Header = nfgenmsg;
};
struct Values {};
using Table = Attribute<Body, NFTA_OBJ_TABLE, std::string>;
using Name = Attribute<Body, NFTA_OBJ_NAME, std::string>;
using Type = Attribute<Body, NFTA_OBJ_TYPE, Be<std::uint32_t>>;
using Data = Attribute<Body, NFTA_OBJ_DATA, Nest<Values>>;
using Bytes = Attribute<Values, NFTA_COUNTER_BYTES, Be<std::uint64_t>>;
using Packets = Attribute<Values, NFTA_COUNTER_PACKETS, Be<std::uint64_t>>;
} // namespace tag

template <class Fill>
Request change(nf_tables_msg_types kind, std::uint16_t flags, const char* verb, const Counter& counter,
               Fill fill) {
    return make_request<tag::Body>(
        detail::message_type(kind), flags,
        fmt::format("{} counter {} {}", verb, to_string(counter.table), counter.name),
        detail::header_of(counter.table.family), [&](Attributes<tag::Body>& body) {
            body.put<tag::Table>(counter.table.name);
            body.put<tag::Name>(counter.name);
            body.put<tag::Type>(NFT_OBJECT_COUNTER);
            fill(body);
        });
}

} // namespace

Request add_counter(const Counter& counter) {
    return change(NFT_MSG_NEWOBJ, NLM_F_CREATE | NLM_F_EXCL, "add", counter,
                  [&](Attributes<tag::Body>& body) {
                      body.nest<tag::Data>([&](Attributes<tag::Values>& values) {
                          values.put<tag::Bytes>(counter.bytes);
                          values.put<tag::Packets>(counter.packets);
                      });
                  });
}

Request remove_counter(const TableName& table, const std::string& name) {
    return change(NFT_MSG_DELOBJ, 0, "remove", {.table = table, .name = name},
                  [](const Attributes<tag::Body>&) {});
}

std::optional<Counter> parse_counter(const Message& message) {
    const auto parsed = detail::parse_kind<tag::Body>(message, NFT_MSG_NEWOBJ, NFT_MSG_DELOBJ);
    const auto name = parsed ? parsed->attributes.find<tag::Name>() : std::nullopt;
    if (!name || parsed->attributes.find<tag::Type>() != NFT_OBJECT_COUNTER) return std::nullopt;
    const auto values = parsed->attributes.nest<tag::Data>();
    return Counter{.table = detail::table_of<tag::Table>(*parsed),
                   .name = *name,
                   .packets = values.find<tag::Packets>().value_or(0),
                   .bytes = values.find<tag::Bytes>().value_or(0)};
}

base::Result<std::vector<Counter>> dump_counters(Socket& socket, const TableName& table) {
    const auto request = make_request<tag::Body>(
        detail::message_type(NFT_MSG_GETOBJ), 0, "list counters of table " + to_string(table),
        detail::header_of(table.family), [&](Attributes<tag::Body>& body) {
            body.put<tag::Table>(table.name);
            body.put<tag::Type>(NFT_OBJECT_COUNTER);
        });
    return socket.dump(request, parse_counter);
}

} // namespace nlink::nft
