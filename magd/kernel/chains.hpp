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
/// Gives each keyed tunnel packet its binding's key in place of the device's.
[[nodiscard]] ChainRules stamp_chain(const Site& site);
/// Takes each binding's packets and gives them the device's key; keeps clients off this machine.
[[nodiscard]] ChainRules downlink_chain(const Site& site);

/// An outer header whose GRE keys are ours to stamp.
enum class OuterForm : std::uint8_t { udp_over_ipv4, gre_over_ipv4, gre_over_ipv6 };
/// Its map from both ends of the tunnel, the own one first, to the path's number.
[[nodiscard]] nlink::nft::SetName path_map(OuterForm form);
/// Those maps, and their entries.
[[nodiscard]] std::vector<nlink::nft::Set> path_sets();
[[nodiscard]] std::vector<nlink::Request> path_requests(const Site& site);

} // namespace magd::kernel
