#pragma once

#include <vector>

#include "magd/kernel/chains.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/socket.hpp"

namespace magd::kernel {

/// The fixed part of the nftables tables, as a value: all that is in them but rules, which cannot be told
/// from each other, and clients' entries.
struct FixedPart {
    std::vector<nlink::nft::Table> tables;
    std::vector<nlink::nft::Counter> counters; ///< without what they have counted
    std::vector<nlink::nft::Set> sets;         ///< clients' too
    std::vector<nlink::nft::Chain> chains;
    std::vector<SetEntry> entries; ///< of sets that are not clients'
};

/// What is there in our tables; without a table, nothing.
[[nodiscard]] base::Result<FixedPart> dump_fixed_part(nlink::Socket& socket);

/// What the state knows it by. Nothing, if there are not both of our tables.
[[nodiscard]] Ruleset ruleset_of(const FixedPart& part);
/// Gives a part that is to be made its tables, and writes into it what it is known by that is not in it
/// anyway: site and links.
void sign(FixedPart& part, const Ruleset& ruleset);

/// What makes the one of the other, with these rules in place of all that are there; for one transaction.
/// What both have stays: so packets find either the old rules or the new ones, and the entries of clients.
[[nodiscard]] std::vector<nlink::Request> changes(const FixedPart& there, const FixedPart& wanted,
                                                  const std::vector<ChainRules>& rules);

} // namespace magd::kernel
