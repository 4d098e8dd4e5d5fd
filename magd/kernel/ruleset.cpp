#include "magd/kernel/ruleset.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "magd/kernel/chains.hpp"
#include "magd/kernel/client_sets.hpp"
#include "magd/kernel/fingerprint.hpp"
#include "nlink/nft_table.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;

const std::array own_tables{ingress_table, stack_table};

std::vector<nft::Set> sets(const Site& site) {
    auto all = stamp_sets(site);
    std::ranges::move(path_sets(site), std::back_inserter(all));
    std::ranges::move(unstamp_sets(site), std::back_inserter(all));
    // What is small has a size too: the kernel then picks the quickest kind of table.
    all.push_back({.set = access_set,
                   .key = AccessElement::types(),
                   .size = static_cast<std::uint32_t>(site.accesses.size())});
    std::ranges::move(client_sets(site), std::back_inserter(all));
    return all;
}

std::vector<SetEntry> entries(const Site& site, const Interfaces& interfaces) {
    auto all = path_entries(site);
    std::ranges::move(stamp_entries(site), std::back_inserter(all));
    std::ranges::move(unstamp_entries(site), std::back_inserter(all));
    for (const auto& name : site.accesses)
        if (const auto index = interfaces.index(InterfaceName(name)); index != base::IfIndex{})
            all.push_back({access_set, {.key = AccessElement::octets(index)}});
    return all;
}

std::vector<nft::Counter> counters() {
    std::vector<nft::Counter> all;
    for (const auto& table : own_tables)
        for (const auto& text : packet_drop_texts)
            all.push_back({.table = table, .name = std::string(text.name)});
    return all;
}

std::vector<ChainRules> chains(const Site& site, const Interfaces& interfaces) {
    auto all = clamp_chains(site);
    std::ranges::move(uplink_chains(site, interfaces), std::back_inserter(all));
    std::ranges::move(downlink_chains(site, interfaces), std::back_inserter(all));
    std::ranges::move(stamp_chains(site), std::back_inserter(all));
    std::ranges::move(unstamp_chains(site), std::back_inserter(all));
    if (!site.breakout.empty()) all.push_back(breakout_nat_chain(site));
    if (site.local_routing) all.push_back(redirect_chain());
    return all;
}

/// What is wanted, in place of what is there.
std::vector<nlink::Request> fixed_requests(const FixedPart& there, const Ruleset& ruleset, const Site& site,
                                           const Interfaces& interfaces) {
    const auto all = chains(site, interfaces);
    FixedPart wanted{.tables = {},
                     .counters = counters(),
                     .sets = sets(site),
                     .chains = {},
                     .entries = entries(site, interfaces)};
    for (const auto& [chain, rules] : all) wanted.chains.push_back(chain);
    sign(wanted, {.site = ruleset.site, .links = links_fingerprint(site, interfaces), .maps = {}});
    return changes(there, wanted, all);
}

/// Whether or not they are there.
std::vector<nlink::Request> remove_tables() {
    std::vector<nlink::Request> requests;
    for (const auto& table : own_tables) {
        requests.push_back(nft::ensure_table({.table = table}));
        requests.push_back(nft::remove_table(table));
    }
    return requests;
}

} // namespace

std::vector<nlink::Request> ruleset_requests(const Plan& plan, const FixedPart& there, const Site& site,
                                             const Interfaces& interfaces) {
    if (!plan.remove.ruleset.empty()) return remove_tables(); // with all that is in them
    std::vector<nlink::Request> requests;
    const bool anew = makes_tables(plan);
    if (anew) requests = remove_tables();
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, ruleset] : state->ruleset)
            std::ranges::move(fixed_requests(anew ? FixedPart{} : there, ruleset, site, interfaces),
                              std::back_inserter(requests));
    std::ranges::move(element_requests(plan, interfaces), std::back_inserter(requests));
    return requests;
}

base::Result<std::optional<Ruleset>> find_ruleset(nlink::Socket& socket) {
    const auto part = dump_fixed_part(socket);
    if (!part) return std::unexpected(part.error());
    if (part->tables.empty()) return std::nullopt;
    return ruleset_of(*part);
}

} // namespace magd::kernel
