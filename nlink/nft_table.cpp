#include "nlink/nft_table.hpp"

#include <linux/netfilter.h>

#include "nlink/nft_user_data.hpp"

namespace nlink::nft {
namespace {

static_assert(std::to_underlying(Family::inet) == NFPROTO_INET);
static_assert(std::to_underlying(Family::ipv4) == NFPROTO_IPV4);
static_assert(std::to_underlying(Family::ipv6) == NFPROTO_IPV6);
static_assert(std::to_underlying(Family::arp) == NFPROTO_ARP);
static_assert(std::to_underlying(Family::bridge) == NFPROTO_BRIDGE);
static_assert(std::to_underlying(Family::netdev) == NFPROTO_NETDEV);

namespace table_tag {
struct Body {
    using Header = nfgenmsg;
};
using Name = Attribute<Body, NFTA_TABLE_NAME, std::string>;
using UserData = Attribute<Body, NFTA_TABLE_USERDATA, base::Bytes>;
} // namespace table_tag

Request change(nf_tables_msg_types kind, std::uint16_t flags, const char* verb, const Table& table) {
    return make_request<table_tag::Body>(
        detail::message_type(kind), flags, verb + (" table " + to_string(table.table)),
        detail::header_of(table.table.family), [&](Attributes<table_tag::Body>& body) {
            body.put<table_tag::Name>(table.table.name);
            if (!table.comment.empty()) body.put<table_tag::UserData>(detail::comment_record(table.comment));
        });
}

} // namespace

std::string to_string(const TableName& table) {
    const auto family = [&] {
        switch (table.family) {
        case Family::inet: return "inet ";
        case Family::ipv4: return "ip ";
        case Family::ipv6: return "ip6 ";
        case Family::arp: return "arp ";
        case Family::bridge: return "bridge ";
        case Family::netdev: return "netdev ";
        }
        return "";
    }();
    return family + table.name;
}

Request add_table(const Table& table) {
    return change(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, "add", table);
}

Request ensure_table(const Table& table) { return change(NFT_MSG_NEWTABLE, NLM_F_CREATE, "add", table); }

Request remove_table(const TableName& table) {
    return change(NFT_MSG_DELTABLE, 0, "remove", {.table = table});
}

std::optional<Table> parse_table(const Message& message) {
    const auto parsed = detail::parse_kind<table_tag::Body>(message, NFT_MSG_NEWTABLE, NFT_MSG_DELTABLE);
    if (!parsed || !parsed->attributes.has<table_tag::Name>()) return std::nullopt;
    return Table{.table = detail::table_of<table_tag::Name>(*parsed),
                 .comment = detail::comment_of(
                     parsed->attributes.find<table_tag::UserData>().value_or(base::Bytes{}))};
}

base::Result<std::vector<Table>> dump_tables(Socket& socket, Family family) {
    const auto request = make_request<table_tag::Body>(detail::message_type(NFT_MSG_GETTABLE), 0,
                                                       "list nftables tables", detail::header_of(family));
    return socket.dump(request, parse_table);
}

} // namespace nlink::nft
