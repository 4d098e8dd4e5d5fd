#include "nlink/rule.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <utility>

#include "nlink/family.hpp"

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

/// The kernel's numbers of the actions.
constexpr std::array<std::pair<RuleAction, std::uint8_t>, 2> actions{
    {{RuleAction::lookup, FR_ACT_TO_TBL}, {RuleAction::blackhole, FR_ACT_BLACKHOLE}}};

std::uint8_t number_of(RuleAction action) {
    return std::ranges::find(actions, action, &decltype(actions)::value_type::first)->second;
}

std::optional<RuleAction> action_of(std::uint8_t number) {
    const auto* const found = std::ranges::find(actions, number, &decltype(actions)::value_type::second);
    return found == actions.end() ? std::nullopt : std::optional(found->first);
}

fib_rule_hdr rule_header(base::Family family, std::uint8_t action) {
    fib_rule_hdr header{};
    header.family = std::to_underlying(family);
    header.action = action;
    return header;
}

std::string words(const Rule& rule) {
    auto text = fmt::format("rule {}:", rule.priority);
    if (rule.mask != 0) text += fmt::format(" fwmark {:#x}/{:#x}", rule.mark, rule.mask);
    if (!rule.input_interface.empty()) text += " iif " + rule.input_interface;
    if (rule.family == base::Family::ipv6) text.insert(0, "IPv6 ");
    return text + (rule.action == RuleAction::lookup ? fmt::format(" table {}", rule.table) : " blackhole");
}

Request change(std::uint16_t type, std::uint16_t flags, const char* verb, const Rule& rule) {
    return make_request<rule::Body>(type, flags, fmt::format("{} {}", verb, words(rule)),
                                    rule_header(rule.family, number_of(rule.action)),
                                    [&](Attributes<rule::Body>& body) {
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
    const auto family = parsed ? detail::ip_family(parsed->header.family) : std::nullopt;
    const auto action = parsed ? action_of(parsed->header.action) : std::nullopt;
    if (!family || !action) return std::nullopt;
    const auto& [header, body] = *parsed;
    return Rule{.family = *family,
                .action = *action,
                .priority = body.find<rule::Priority>().value_or(0),
                .table = body.find<rule::Table>().value_or(header.table),
                .mark = body.find<rule::Mark>().value_or(0),
                .mask = body.find<rule::Mask>().value_or(0),
                .input_interface = body.find<rule::InputInterface>().value_or(""),
                .protocol = body.find<rule::Protocol>().value_or(0)};
}

base::Result<std::vector<Rule>> dump_rules(Socket& socket) {
    const auto request = [](base::Family family) {
        return make_request<rule::Body>(RTM_GETRULE, 0, "list policy rules",
                                        rule_header(family, FR_ACT_UNSPEC));
    };
    return detail::dump_families(socket, request, parse_rule, [](const Rule& rule) { return rule.family; });
}

} // namespace nlink
