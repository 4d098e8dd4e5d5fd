#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/dhcp_clients.hpp"

/// Leases as lines of text, so that the clients of one run are those of the next.
namespace bench {

/// The client's MAC, its address, the server's and the gateway's MAC; nothing of a client without a lease.
[[nodiscard]] std::string line_of(const Leased& leased);

/// The leases of many lines, or nothing if one is none.
[[nodiscard]] std::optional<std::vector<Leased>> parse_leases(std::string_view text);

} // namespace bench
