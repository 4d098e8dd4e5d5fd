#pragma once

#include <string>
#include <utility>
#include <vector>

#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/site.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_expression.hpp"
#include "nlink/nft_set.hpp"

/// The chains of the nftables tables, each with its rules. ARCHITECTURE.md explains them.
namespace magd::kernel {

struct ChainRules {
    nlink::nft::Chain chain;
    std::vector<std::pair<std::string, nlink::nft::Expressions>> rules; ///< comment, expressions
};

/// An entry of one of their sets that is not a client's.
struct SetEntry {
    nlink::nft::SetName set;
    nlink::nft::Element element;
    auto operator<=>(const SetEntry&) const = default;
};

/// Lets the clients' packets in: straight into their path's tunnel, or marked for it; the chains that do so
/// for each path, and the one for what clients say to their neighbours, come first.
[[nodiscard]] std::vector<ChainRules> uplink_chains(const Site& site, const Interfaces& interfaces);
/// The maps from a path's number to the chain for its clients' packets, one for each family; their entries.
[[nodiscard]] std::vector<nlink::nft::Set> path_sets(const Site& site);
[[nodiscard]] std::vector<SetEntry> path_entries(const Site& site);
/// The device of each path, by number, as comments of these chains tell it.
[[nodiscard]] std::vector<std::string> devices_of(const std::vector<nlink::nft::Chain>& chains);
/// Lets out of each tunnel what is for a client: straight to its access interface, or to the machine's
/// routing.
[[nodiscard]] std::vector<ChainRules> downlink_chains(const Site& site, const Interfaces& interfaces);
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
/// Gives what comes by a keyed tunnel the device's key, and keeps its own as the packet's mark for the
/// chains of downlink_chains; keeps clients off this machine.
[[nodiscard]] std::vector<ChainRules> unstamp_chains(const Site& site);

/// Clamps the maximum segment size of TCP connections to what a path carries: a chain for each path, of
/// ingress_table.
[[nodiscard]] std::vector<ChainRules> clamp_chains(const Site& site);
/// "The packet opens a TCP connection": to the clamp chain of this path, and back.
[[nodiscard]] nlink::nft::Expressions clamp_opening(std::uint32_t path);

/// The maps from both ends of a keyed tunnel to the chains for its packets; their entries.
[[nodiscard]] std::vector<nlink::nft::Set> stamp_sets(const Site& site);
[[nodiscard]] std::vector<SetEntry> stamp_entries(const Site& site);
[[nodiscard]] std::vector<nlink::nft::Set> unstamp_sets(const Site& site);
[[nodiscard]] std::vector<SetEntry> unstamp_entries(const Site& site);

} // namespace magd::kernel
