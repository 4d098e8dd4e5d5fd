#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

enum class RuleAction : std::uint8_t {
    lookup,    ///< look into `table`
    blackhole, ///< drop, silently; has no table
};

/// A policy rule: what becomes of packets that match. Lower priorities come first.
struct Rule {
    base::Family family = base::Family::ipv4;
    RuleAction action = RuleAction::lookup;
    std::uint32_t priority = 0;
    std::uint32_t table = 0;
    std::uint32_t mark = 0, mask = 0; ///< a mask of 0 matches any mark
    std::string input_interface{};    ///< empty matches any
    std::uint8_t protocol = 0;        ///< who made it, an RTPROT_ number: marks one's own
    auto operator<=>(const Rule&) const = default;
};

/// EEXIST: there is an equal one.
[[nodiscard]] Request add_rule(const Rule& rule);
/// Removes one that agrees with it in everything. ENOENT: there is none.
[[nodiscard]] Request remove_rule(const Rule& rule);

/// Reads RTM_NEWRULE and RTM_DELRULE; nothing for rules that do something else.
[[nodiscard]] std::optional<Rule> parse_rule(const Message& message);
/// Those of IPv4, then those of IPv6. The kernel's own rules (local, main, default) are among them,
/// with protocol RTPROT_KERNEL.
[[nodiscard]] base::Result<std::vector<Rule>> dump_rules(Socket& socket);

} // namespace nlink
