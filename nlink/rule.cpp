#include "nlink/rule.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace nlink {
namespace {

namespace rule {
struct Body {
    using Header = fib_rule_hdr;
};
using Priority = Attribute<Body, FRA_PRIORITY, std::uint32_t>;
using Table = Attribute<Body, FRA_TABLE, std::uint32_t>;
using Mark = Attribute<Body, FRA_FWMARK, std::uint32_t>;
using Mask = Attribute<Body, FRA_FWMASK, std::uint32_t>;
using InputInterface = Attribute<Body, FRA_IIFNAME, std::string>;
using Protocol = Attribute<Body, FRA_PROTOCOL, std::uint8_t>;
} // namespace rule

fib_rule_hdr header_of(std::uint8_t action) {
    fib_rule_hdr header{};
    header.family = AF_INET;
    header.action = action;
    return header;
}

std::string words(const Rule& rule) {
    auto text = fmt::format("rule {}:", rule.priority);
    if (rule.mask != 0) text += fmt::format(" fwmark {:#x}/{:#x}", rule.mark, rule.mask);
    if (!rule.input_interface.empty()) text += " iif " + rule.input_interface;
    return text + fmt::format(" table {}", rule.table);
}

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const Rule& rule) {
    return make_request<rule::Body>(type, flags, fmt::format("{} {}", verb, words(rule)),
                                    header_of(FR_ACT_TO_TBL), [&](Attributes<rule::Body>& body) {
                                        body.put<rule::Priority>(rule.priority);
                                        body.put<rule::Table>(rule.table);
                                        if (rule.mask != 0) {
                                            body.put<rule::Mark>(rule.mark);
                                            body.put<rule::Mask>(rule.mask);
                                        }
                                        if (!rule.input_interface.empty())
                                            body.put<rule::InputInterface>(rule.input_interface);
                                        body.put<rule::Protocol>(rule.protocol);
                                    });
}

} // namespace

Request add_rule(const Rule& rule) { return change(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, "add", rule); }

Request remove_rule(const Rule& rule) { return change(RTM_DELRULE, 0, "remove", rule); }

std::optional<Rule> parse_rule(const Message& message) {
    if (message.type != RTM_NEWRULE && message.type != RTM_DELRULE) return std::nullopt;
    const auto parsed = parse<rule::Body>(message);
    if (!parsed || parsed->header.family != AF_INET) return std::nullopt;
    const auto& [header, body] = *parsed;
    if (header.action != FR_ACT_TO_TBL) return std::nullopt;
    return Rule{.priority = body.find<rule::Priority>().value_or(0),
                .table = body.find<rule::Table>().value_or(header.table),
                .mark = body.find<rule::Mark>().value_or(0),
                .mask = body.find<rule::Mask>().value_or(0),
                .input_interface = body.find<rule::InputInterface>().value_or(""),
                .protocol = body.find<rule::Protocol>().value_or(0)};
}

base::Result<std::vector<Rule>> dump_rules(Socket& socket) {
    const auto request =
        make_request<rule::Body>(RTM_GETRULE, 0, "list policy rules", header_of(FR_ACT_UNSPEC));
    return socket.dump(request, parse_rule);
}

} // namespace nlink
