#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/nft_key.hpp"
#include "nlink/nft_message.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

struct SetName {
    TableName table{};
    std::string name{};
    auto operator<=>(const SetName&) const = default;
};

/// As in "inet magd access".
[[nodiscard]] std::string to_string(const SetName& set);

/// A named set; with data, a map; with data of type verdict, a verdict map.
struct Set {
    SetName set{};
    std::vector<DataType> key{};  ///< of Key<...>::types()
    std::vector<DataType> data{}; ///< likewise; empty: no map
    /// How many elements it may hold; more are refused with ENFILE. The kernel then makes a hash
    /// table of this size, 8 to 22 octets each. 0: as many as one likes, in a table that grows in
    /// the background; a list that is read meanwhile may lack elements, and nothing tells so.
    std::uint32_t size = 0;
    /// Each part of an element's key is a range, and no two elements overlap; for keys of two parts
    /// or more.
    bool ranges = false;
    bool counts = false; ///< each element has a counter of the packets that found it
    auto operator<=>(const Set&) const = default;
};

/// EEXIST: there is one.
[[nodiscard]] Request add_set(const Set& set);
/// Removes it with its elements. EBUSY: a rule still uses it; ENOENT: there is none.
[[nodiscard]] Request remove_set(const SetName& set);

/// Reads messages of new and removed sets; nothing for sets without a name of their own.
[[nodiscard]] std::optional<Set> parse_set(const Message& message);
/// Whether such a message tells of a new one.
[[nodiscard]] bool tells_of_new_set(const Message& message);
/// Empty if there is no such table.
[[nodiscard]] base::Result<std::vector<Set>> dump_sets(Socket& socket, const TableName& table);

} // namespace nlink::nft
