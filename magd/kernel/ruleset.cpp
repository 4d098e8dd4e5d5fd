#include "magd/kernel/ruleset.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "magd/kernel/chains.hpp"
#include "magd/kernel/fingerprint.hpp"
#include "magd/kernel/offload_elements.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;

const std::array own_tables{ingress_table, stack_table};

const std::string comment_start = "magd ";

std::string comment_of(const Ruleset& ruleset) { return comment_start + ruleset.site + ' ' + ruleset.links; }

/// What the comment of a table says.
Ruleset ruleset_of(std::string_view comment) {
    if (!comment.starts_with(comment_start)) return {};
    comment.remove_prefix(comment_start.size());
    const auto space = comment.find(' ');
    if (space == std::string_view::npos) return {};
    return {.site = std::string(comment.substr(0, space)), .links = std::string(comment.substr(space + 1))};
}

/// The three maps of a family, made for a known number, so that the kernel never has to grow them;
/// twice as many, since in one transaction a client's old entries and its new ones are both there.
template <class Home>
void add_maps(std::vector<nft::Set>& all, const Site& site, Family family) {
    const auto add = [&](std::string_view name, std::vector<nft::DataType> key,
                         std::vector<nft::DataType> data, bool counts) {
        all.push_back({.set = map_of(name, family),
                       .key = std::move(key),
                       .data = std::move(data),
                       .size = 2 * site.clients,
                       .counts = counts});
    };
    add(uplink_map, UplinkElement<Home>::types(), UplinkData::types(), true);
    add(uplink_key_map, UplinkKeyElement<Home>::types(), GreKeyData::types(), false);
    add(downlink_map, DownlinkElement<Home>::types(), DownlinkData<Home>::types(), true);
}

std::vector<nft::Set> sets(const Site& site) {
    auto all = stamp_sets(site);
    std::ranges::move(path_sets(site), std::back_inserter(all));
    std::ranges::move(unstamp_sets(site), std::back_inserter(all));
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

/// With what an earlier start, or a mend, needs to know of it.
void add_table(std::vector<nlink::Request>& requests, const nft::TableName& table,
               const std::string& comment) {
    requests.push_back(nft::add_table({.table = table, .comment = comment}));
    for (const auto& text : packet_drop_texts)
        requests.push_back(nft::add_counter({.table = table, .name = std::string(text.name)}));
}

std::vector<nlink::Request> table_requests(const Ruleset& ruleset, const Site& site,
                                           const Interfaces& interfaces) {
    std::vector<nlink::Request> requests;
    const auto made_from = comment_of({.site = ruleset.site, .links = links_fingerprint(site, interfaces)});
    for (const auto& table : own_tables) add_table(requests, table, made_from);
    for (const auto& set : sets(site)) requests.push_back(nft::add_set(set));
    for (const auto& name : site.accesses)
        requests.push_back(nft::add_element(
            access_set, {.key = AccessElement::octets(interfaces.index(InterfaceName(name)))}));
    const auto all = chains(site, interfaces);
    for (const auto& [chain, rules] : all) requests.push_back(nft::add_chain(chain));
    std::ranges::move(path_entries(site), std::back_inserter(requests));
    std::ranges::move(stamp_entries(site), std::back_inserter(requests));
    std::ranges::move(unstamp_entries(site), std::back_inserter(requests));
    for (const auto& [chain, rules] : all)
        for (const auto& [comment, expressions] : rules)
            requests.push_back(nft::add_rule(
                {.table = chain.table, .chain = chain.name, .expressions = expressions, .comment = comment}));
    return requests;
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

std::vector<nlink::Request> ruleset_requests(const Plan& plan, const Site& site,
                                             const Interfaces& interfaces) {
    if (!plan.remove.ruleset.empty()) return remove_tables(); // with all that is in them
    std::vector<nlink::Request> requests;
    if (!plan.replace.ruleset.empty()) requests = remove_tables();
    for (const auto* state : {&plan.create, &plan.replace})
        for (const auto& [key, ruleset] : state->ruleset)
            std::ranges::move(table_requests(ruleset, site, interfaces), std::back_inserter(requests));
    std::ranges::move(element_requests(plan, interfaces), std::back_inserter(requests));
    return requests;
}

base::Result<void> dump_ruleset(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state) {
    std::vector<std::string> comments;
    for (const auto& own : own_tables) {
        const auto tables = nft::dump_tables(socket, own.family);
        if (!tables) return std::unexpected(tables.error());
        for (const auto& table : *tables)
            if (table.table == own) comments.push_back(table.comment);
    }
    if (comments.empty()) return {};
    // One alone is none that we would make.
    const bool both = comments.size() == std::size(own_tables) && comments.front() == comments.back();
    state.ruleset[{}] = both ? ruleset_of(comments.front()) : Ruleset{};
    return dump_elements(socket, interfaces, state);
}

} // namespace magd::kernel
