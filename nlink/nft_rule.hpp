#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/nft_expression.hpp"
#include "nlink/nft_message.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

struct Rule {
    TableName table{};
    std::string chain{};
    Expressions expressions{};
    std::string comment{}; ///< listed with the rule; up to 127 octets
    auto operator<=>(const Rule&) const = default;
};

/// A rule as it is listed: the kernel numbers it, what it does is left out.
struct ListedRule {
    TableName table{};
    std::string chain{};
    std::uint64_t handle = 0;
    std::string comment{};
    auto operator<=>(const ListedRule&) const = default;
};

/// Appends it to its chain. ENOENT: there is no such chain, or no set or counter that it names.
[[nodiscard]] Request add_rule(const Rule& rule);
/// ENOENT: there is none with such a handle.
[[nodiscard]] Request remove_rule(const ListedRule& rule);
/// All of all chains; packets pass them until others are there. ENOENT: there is no such table.
[[nodiscard]] Request remove_rules(const TableName& table);

/// Reads messages of new and removed rules.
[[nodiscard]] std::optional<ListedRule> parse_rule(const Message& message);
/// In the order in which packets meet them, chain by chain. Empty if there is no such table.
[[nodiscard]] base::Result<std::vector<ListedRule>> dump_rules(Socket& socket, const TableName& table);

} // namespace nlink::nft
