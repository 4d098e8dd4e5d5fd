#pragma once

#include <array>
#include <optional>
#include <vector>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/fixed_part.hpp"
#include "magd/kernel/site.hpp"
#include "nlink/base/counters.hpp"

/// The nftables tables of the data path: their fixed part. ARCHITECTURE.md explains the chains.
namespace magd::kernel {

/// The named counters of the tables, each with the packets that it means.
enum class PacketDrop : std::uint8_t {
    uplink_unknown,
    uplink_not_ipv4,
    uplink_no_key,
    downlink_unknown,
    local_refused,
    count_
};

constexpr base::CounterTexts<PacketDrop> packet_drop_texts{{
    {"uplink_unknown", "packets from access interfaces whose interface, MAC and source are of no client"},
    {"uplink_not_ipv4", "packets from access interfaces that are not IPv4, where IPv4 alone is served"},
    {"uplink_no_key", "packets into a tunnel whose source has no GRE key"},
    {"downlink_unknown", "tunnel packets whose path, GRE key and destination are of no client"},
    {"local_refused", "packets from clients to this machine itself"},
}};

/// One transaction for the tables' part of a plan; empty if the plan does not touch them. `there`: the fixed
/// part as it is, which matters where the plan has another one and does not make the tables anew.
[[nodiscard]] std::vector<nlink::Request> ruleset_requests(const Plan& plan, const FixedPart& there,
                                                           const Site& site, const Interfaces& interfaces);

/// What the fixed part of the tables is, if there is a table of ours.
[[nodiscard]] base::Result<std::optional<Ruleset>> find_ruleset(nlink::Socket& socket);

} // namespace magd::kernel
