#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/nft_message.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

struct Table {
    TableName table{};
    /// Kept and listed with the table; up to 127 octets. An existing table's cannot be changed.
    std::string comment{};
    auto operator<=>(const Table&) const = default;
};

/// EEXIST: there is one.
[[nodiscard]] Request add_table(const Table& table);
/// The same, but a table that is there stays as it is. Before remove_table in one transaction
/// it makes a removal that never fails.
[[nodiscard]] Request ensure_table(const Table& table);
/// Removes it with all it holds. ENOENT: there is none.
[[nodiscard]] Request remove_table(const TableName& table);

/// Reads messages of new and removed tables.
[[nodiscard]] std::optional<Table> parse_table(const Message& message);
/// Those of one family.
[[nodiscard]] base::Result<std::vector<Table>> dump_tables(Socket& socket, Family family = Family::inet);

} // namespace nlink::nft
