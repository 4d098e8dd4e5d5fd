#include "nlink/nft_counter.hpp"

#include <fmt/format.h>

namespace nlink::nft {
namespace {

namespace counter_tag {
struct Body {
    using Header = nfgenmsg;
};
using Table = Attribute<Body, NFTA_OBJ_TABLE, std::string>;
using Name = Attribute<Body, NFTA_OBJ_NAME, std::string>;
using Type = Attribute<Body, NFTA_OBJ_TYPE, Be<std::uint32_t>>;
using Data = Attribute<Body, NFTA_OBJ_DATA, Nest<detail::traffic::Body>>;
} // namespace counter_tag

template <class Fill>
Request change(nf_tables_msg_types kind, std::uint16_t flags, const char* verb, const Counter& counter,
               Fill fill) {
    return make_request<counter_tag::Body>(
        detail::message_type(kind), flags,
        fmt::format("{} counter {} {}", verb, to_string(counter.table), counter.name),
        detail::header_of(counter.table.family), [&](Attributes<counter_tag::Body>& body) {
            body.put<counter_tag::Table>(counter.table.name);
            body.put<counter_tag::Name>(counter.name);
            body.put<counter_tag::Type>(NFT_OBJECT_COUNTER);
            fill(body);
        });
}

} // namespace

Request add_counter(const Counter& counter) {
    return change(NFT_MSG_NEWOBJ, NLM_F_CREATE | NLM_F_EXCL, "add", counter,
                  [&](Attributes<counter_tag::Body>& body) {
                      body.nest<counter_tag::Data>([&](Attributes<detail::traffic::Body>& values) {
                          detail::traffic::put(values, counter.traffic);
                      });
                  });
}

Request remove_counter(const TableName& table, const std::string& name) {
    return change(NFT_MSG_DELOBJ, 0, "remove", {.table = table, .name = name},
                  [](const Attributes<counter_tag::Body>&) {});
}

std::optional<Counter> parse_counter(const Message& message) {
    const auto parsed = detail::parse_kind<counter_tag::Body>(message, NFT_MSG_NEWOBJ, NFT_MSG_DELOBJ);
    const auto name = parsed ? parsed->attributes.find<counter_tag::Name>() : std::nullopt;
    if (!name || parsed->attributes.find<counter_tag::Type>() != NFT_OBJECT_COUNTER) return std::nullopt;
    return Counter{.table = detail::table_of<counter_tag::Table>(*parsed),
                   .name = *name,
                   .traffic = detail::traffic::find(parsed->attributes.nest<counter_tag::Data>())};
}

base::Result<std::vector<Counter>> dump_counters(Socket& socket, const TableName& table) {
    const auto request = make_request<counter_tag::Body>(
        detail::message_type(NFT_MSG_GETOBJ), 0, "list counters of table " + to_string(table),
        detail::header_of(table.family), [&](Attributes<counter_tag::Body>& body) {
            body.put<counter_tag::Table>(table.name);
            body.put<counter_tag::Type>(NFT_OBJECT_COUNTER);
        });
    return socket.dump(request, parse_counter);
}

} // namespace nlink::nft
