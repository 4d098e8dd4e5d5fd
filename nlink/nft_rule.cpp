#include "nlink/nft_rule.hpp"

#include <fmt/format.h>

#include "nlink/nft_user_data.hpp"

namespace nlink::nft {
namespace {

namespace rule_tag {
struct Body {
    using Header = nfgenmsg;
};
using Table = Attribute<Body, NFTA_RULE_TABLE, std::string>;
using Chain = Attribute<Body, NFTA_RULE_CHAIN, std::string>;
using Handle = Attribute<Body, NFTA_RULE_HANDLE, Be<std::uint64_t>>;
using List = Attribute<Body, NFTA_RULE_EXPRESSIONS, Nest<detail::ExpressionList>>;
using UserData = Attribute<Body, NFTA_RULE_USERDATA, base::Bytes>;
} // namespace rule_tag

std::string words(const Rule& rule) {
    auto text = fmt::format("add rule {} {}", to_string(rule.table), rule.chain);
    return rule.comment.empty() ? text : text + fmt::format(" \"{}\"", rule.comment);
}

} // namespace

Request add_rule(const Rule& rule) {
    return make_request<rule_tag::Body>(
        detail::message_type(NFT_MSG_NEWRULE), NLM_F_CREATE | NLM_F_APPEND, words(rule),
        detail::header_of(rule.table.family), [&](Attributes<rule_tag::Body>& body) {
            body.put<rule_tag::Table>(rule.table.name);
            body.put<rule_tag::Chain>(rule.chain);
            body.nest<rule_tag::List>([&](Attributes<detail::ExpressionList>& list) {
                for (const auto& expression : rule.expressions) detail::put_expression(list, expression);
            });
            if (!rule.comment.empty()) body.put<rule_tag::UserData>(detail::comment_record(rule.comment));
        });
}

Request remove_rule(const ListedRule& rule) {
    return make_request<rule_tag::Body>(
        detail::message_type(NFT_MSG_DELRULE), 0,
        fmt::format("remove rule {} {} handle {}", to_string(rule.table), rule.chain, rule.handle),
        detail::header_of(rule.table.family), [&](Attributes<rule_tag::Body>& body) {
            body.put<rule_tag::Table>(rule.table.name);
            body.put<rule_tag::Chain>(rule.chain);
            body.put<rule_tag::Handle>(rule.handle);
        });
}

Request remove_rules(const TableName& table) {
    return make_request<rule_tag::Body>(
        detail::message_type(NFT_MSG_DELRULE), 0, "remove all rules of table " + to_string(table),
        detail::header_of(table.family),
        [&](Attributes<rule_tag::Body>& body) { body.put<rule_tag::Table>(table.name); });
}

std::optional<ListedRule> parse_rule(const Message& message) {
    const auto parsed = detail::parse_kind<rule_tag::Body>(message, NFT_MSG_NEWRULE, NFT_MSG_DELRULE);
    const auto chain = parsed ? parsed->attributes.find<rule_tag::Chain>() : std::nullopt;
    const auto handle = parsed ? parsed->attributes.find<rule_tag::Handle>() : std::nullopt;
    if (!chain || !handle) return std::nullopt;
    return ListedRule{
        .table = detail::table_of<rule_tag::Table>(*parsed),
        .chain = *chain,
        .handle = *handle,
        .comment = detail::comment_of(parsed->attributes.find<rule_tag::UserData>().value_or(base::Bytes{}))};
}

base::Result<std::vector<ListedRule>> dump_rules(Socket& socket, const TableName& table) {
    const auto request = make_request<rule_tag::Body>(
        detail::message_type(NFT_MSG_GETRULE), 0, "list rules of table " + to_string(table),
        detail::header_of(table.family),
        [&](Attributes<rule_tag::Body>& body) { body.put<rule_tag::Table>(table.name); });
    return socket.dump(request, parse_rule);
}

} // namespace nlink::nft
