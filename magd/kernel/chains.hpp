#pragma once

#include <string>
#include <utility>
#include <vector>

#include "magd/kernel/site.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_expression.hpp"
#include "nlink/nft_set.hpp"

/// The chains of the nftables table, each with its rules. ARCHITECTURE.md explains them.
namespace magd::kernel {

struct ChainRules {
    nlink::nft::Chain chain;
    std::vector<std::pair<std::string, nlink::nft::Expressions>> rules; ///< comment, expressions
};

/// Lets the clients' packets in, marked for their path; the chains that do so for each path, and
/// the one for what clients say to their neighbours, come first.
[[nodiscard]] std::vector<ChainRules> uplink_chains(const Site& site);
/// Where local routing leads a packet back to the interface that it came by: keeps the kernel from
/// telling clients to do without the gateway, as one may not reach the other.
[[nodiscard]] ChainRules redirect_chain();
/// Gives the flows that leave locally the address of the interface that they leave by.
[[nodiscard]] ChainRules breakout_nat_chain(const Site& site);
/// Rules of a path's chain that send on what an offload policy lets out, marked for that.
[[nodiscard]] std::vector<std::pair<std::string, nlink::nft::Expressions>> breakout_rules(const Site& site,
                                                                                          std::uint32_t path);
/// Where those rules lead.
[[nodiscard]] ChainRules breakout_chain(const Site& site);
/// Gives each keyed tunnel packet its binding's key in place of the device's; the chains that do
/// so for each path come first.
[[nodiscard]] std::vector<ChainRules> stamp_chains(const Site& site);
/// Takes each binding's packets and gives them the device's key; keeps clients off this machine.
[[nodiscard]] std::vector<ChainRules> downlink_chains(const Site& site);

/// Counts what clients get by tunnels without keys, which no other chain looks up.
[[nodiscard]] ChainRules count_chain(const Site& site);

/// Clamps the maximum segment size of TCP connections to what their path carries; the chains that do so
/// for each path come first.
[[nodiscard]] std::vector<ChainRules> clamp_chains(const Site& site);
/// The map from a path's device to its chain.
[[nodiscard]] nlink::nft::Set clamp_set();
/// Its entries.
[[nodiscard]] std::vector<nlink::Request> clamp_requests(const Site& site);

/// The maps from both ends of a tunnel to the chain of its path.
[[nodiscard]] std::vector<nlink::nft::Set> path_sets(const Site& site);
/// Their entries.
[[nodiscard]] std::vector<nlink::Request> path_requests(const Site& site);

} // namespace magd::kernel
