#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/nft_message.hpp"
#include "nlink/nft_traffic.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

/// A named counter: rules count into it (CountNamed).
struct Counter {
    TableName table{};
    std::string name{};
    Traffic traffic{};
    auto operator<=>(const Counter&) const = default;
};

/// Starts from the values given. EEXIST: there is one.
[[nodiscard]] Request add_counter(const Counter& counter);
/// EBUSY: a rule still counts into it; ENOENT: there is none.
[[nodiscard]] Request remove_counter(const TableName& table, const std::string& name);

/// Reads messages of new and removed counters.
[[nodiscard]] std::optional<Counter> parse_counter(const Message& message);
/// Empty if there is no such table.
[[nodiscard]] base::Result<std::vector<Counter>> dump_counters(Socket& socket, const TableName& table);

} // namespace nlink::nft
