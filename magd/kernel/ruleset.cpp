#include "magd/kernel/ruleset.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "magd/kernel/chains.hpp"
#include "magd/kernel/offload_elements.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;

/// The three maps of a family, made for a known number, so that the kernel never has to grow them;
/// twice as many, since in one transaction a client's old entries and its new ones are both there.
template <class Home>
void add_maps(std::vector<nft::Set>& all, const Site& site, Family family) {
    const auto add = [&](std::string_view name, std::vector<nft::DataType> key, nft::DataType data,
                         bool counts) {
        all.push_back({.set = map_of(name, family),
                       .key = std::move(key),
                       .data = data,
                       .size = 2 * site.clients,
                       .counts = counts});
    };
    add(uplink_map, UplinkElement<Home>::types(), nft::DataType::verdict, true);
    add(uplink_key_map, UplinkKeyElement<Home>::types(), nft::DataType::integer, false);
    add(downlink_map, DownlinkElement<Home>::types(), nft::DataType::integer, true);
}

std::vector<nft::Set> sets(const Site& site) {
    auto all = path_sets(site);
    all.push_back(clamp_set());
    // What is small has a size too: the kernel then picks the quickest kind of table.
    all.push_back({.set = access_set,
                   .key = AccessElement::types(),
                   .size = static_cast<std::uint32_t>(site.accesses.size())});
    add_maps<base::Ipv4>(all, site, Family::ipv4);
    add_maps<base::Ipv6>(all, site, Family::ipv6);
    if (site.breakout.empty()) return all;
    all.push_back({.set = offload_flows_set, .key = OffloadFlowElement::types(), .ranges = true});
    all.push_back(
        {.set = offload_others_set, .key = OffloadOthersElement::types(), .size = 2 * site.clients});
    return all;
}

std::vector<ChainRules> chains(const Site& site) {
    auto all = uplink_chains(site);
    std::ranges::move(downlink_chains(site), std::back_inserter(all));
    std::ranges::move(stamp_chains(site), std::back_inserter(all));
    std::ranges::move(clamp_chains(site), std::back_inserter(all));
    if (!site.breakout.empty()) all.push_back(breakout_nat_chain(site));
    if (site.local_routing) all.push_back(redirect_chain());
    if (auto chain = count_chain(site); !chain.rules.empty()) all.push_back(std::move(chain));
    return all;
}

std::vector<nlink::Request> table_requests(const Ruleset& ruleset, const Site& site,
                                           const Interfaces& interfaces) {
    std::vector<nlink::Request> requests{
        nft::add_table({.table = own_table, .comment = ruleset.fingerprint})};
    for (const auto& text : packet_drop_texts)
        requests.push_back(nft::add_counter({.table = own_table, .name = std::string(text.name)}));
    for (const auto& set : sets(site)) requests.push_back(nft::add_set(set));
    for (const auto& name : site.accesses)
        requests.push_back(nft::add_element(
            access_set, {.key = AccessElement::octets(interfaces.index(InterfaceName(name)))}));
    const auto all = chains(site);
    for (const auto& [chain, rules] : all) requests.push_back(nft::add_chain(chain));
    std::ranges::move(path_requests(site), std::back_inserter(requests));
    std::ranges::move(clamp_requests(site), std::back_inserter(requests));
    for (const auto& [chain, rules] : all)
        for (const auto& [comment, expressions] : rules)
            requests.push_back(nft::add_rule(
                {.table = own_table, .chain = chain.name, .expressions = expressions, .comment = comment}));
    return requests;
}

} // namespace

std::vector<nlink::Request> ruleset_requests(const Plan& plan, const Site& site,
                                             const Interfaces& interfaces) {
    if (!plan.remove.ruleset.empty()) return {nft::remove_table(own_table)}; // with all that is in it
    std::vector<nlink::Request> requests;
    if (!plan.replace.ruleset.empty()) requests.push_back(nft::remove_table(own_table));
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, ruleset] : state->ruleset)
            std::ranges::move(table_requests(ruleset, site, interfaces), std::back_inserter(requests));
    std::ranges::move(element_requests(plan, interfaces), std::back_inserter(requests));
    return requests;
}

base::Result<void> dump_ruleset(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state) {
    const auto tables = nft::dump_tables(socket);
    if (!tables) return std::unexpected(tables.error());
    for (const auto& table : *tables) {
        if (table.table != own_table) continue;
        state.ruleset[{}] = {table.comment};
        return dump_elements(socket, interfaces, state);
    }
    return {};
}

} // namespace magd::kernel
