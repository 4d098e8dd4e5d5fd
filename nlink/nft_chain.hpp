#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/nft_message.hpp"
#include "nlink/nft_verdict.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

enum class HookPoint : std::uint32_t {
    ingress = 0, ///< in a table of family netdev alone: what a device receives, before all else
    prerouting = 0,
    input = 1,
    forward = 2,
    output = 3,
    postrouting = 4,
};

/// Where the kernel's packet path enters a base chain.
struct Hook {
    std::string type = "filter"; ///< or "route", "nat"
    HookPoint point = HookPoint::prerouting;
    std::int32_t priority = 0;                ///< lower ones come first; mangle is -150
    VerdictCode policy = VerdictCode::accept; ///< accept or drop: for packets that no rule decided
    /// For ingress, whose packets it is about: names, at least one. The kernel takes a device that goes out
    /// of the list, and with the last one the chain.
    std::vector<std::string> devices{};
    auto operator<=>(const Hook&) const = default;
};

struct Chain {
    TableName table{};
    std::string name{};
    std::optional<Hook> hook{}; ///< none: a regular chain, entered by jump and go_to
    std::string comment{};      ///< kept and listed with it; up to 127 octets
    auto operator<=>(const Chain&) const = default;
};

/// EEXIST: there is one. ENOENT: there is no such table, or device.
[[nodiscard]] Request add_chain(const Chain& chain);
/// Removes it with its rules. EBUSY: a rule or an element still leads to it; ENOENT: there is none.
[[nodiscard]] Request remove_chain(const TableName& table, const std::string& name);

/// Reads messages of new and removed chains.
[[nodiscard]] std::optional<Chain> parse_chain(const Message& message);
/// Empty if there is no such table.
[[nodiscard]] base::Result<std::vector<Chain>> dump_chains(Socket& socket, const TableName& table);
/// Those of all tables of a family.
[[nodiscard]] base::Result<std::vector<Chain>> dump_chains(Socket& socket, Family family);

} // namespace nlink::nft
