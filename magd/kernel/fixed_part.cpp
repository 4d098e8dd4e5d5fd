#include "magd/kernel/fixed_part.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/fingerprint.hpp"
#include "magd/kernel/offload_elements.hpp"
#include "nlink/nft_rule.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;

constexpr std::string_view comment_start = "magd ";

/// What a comment of ours says.
std::string said(std::string_view comment) {
    return comment.starts_with(comment_start) ? std::string(comment.substr(comment_start.size())) : "";
}

/// Holds no rules and is led to by none. Its comment says what the others are made from: that of a table
/// cannot be changed.
const std::string signature_chain = "made_from";

template <class T>
base::Result<void> append(std::vector<T>& to, base::Result<std::vector<T>> from) {
    if (!from) return std::unexpected(from.error());
    std::ranges::move(*from, std::back_inserter(to));
    return {};
}

base::Result<void> add_entries(FixedPart& part, nlink::Socket& socket) {
    for (const auto& set : part.sets) {
        if (is_of_clients(set.set)) continue;
        auto elements = dump_if_there(socket, set.set);
        if (!elements) return std::unexpected(elements.error());
        for (auto& element : *elements) part.entries.push_back({set.set, std::move(element)});
    }
    return {};
}

bool has(const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); }

template <class T>
std::vector<T> without(std::vector<T> all, const std::vector<T>& others) {
    std::erase_if(all, [&](const T& one) { return has(others, one); });
    return all;
}

/// What of `all` the others have not; a set that they have otherwise goes, or comes, with its entries.
FixedPart without(const FixedPart& all, const FixedPart& others) {
    FixedPart rest{.tables = without(all.tables, others.tables),
                   .counters = without(all.counters, others.counters),
                   .sets = without(all.sets, others.sets),
                   .chains = without(all.chains, others.chains),
                   .entries = {}};
    for (const auto& entry : all.entries) {
        const bool along = std::ranges::find(rest.sets, entry.set, &nft::Set::set) != rest.sets.end();
        if (along || !has(others.entries, entry)) rest.entries.push_back(entry);
    }
    return rest;
}

/// What refers comes before what is referred to.
void remove(std::vector<nlink::Request>& requests, const FixedPart& part) {
    for (const auto& entry : part.entries) requests.push_back(nft::remove_element(entry.set, entry.element));
    for (const auto& set : part.sets) requests.push_back(nft::remove_set(set.set));
    for (const auto& chain : part.chains) requests.push_back(nft::remove_chain(chain.table, chain.name));
    for (const auto& counter : part.counters)
        requests.push_back(nft::remove_counter(counter.table, counter.name));
}

void add(std::vector<nlink::Request>& requests, const FixedPart& part) {
    for (const auto& table : part.tables) requests.push_back(nft::add_table(table));
    for (const auto& counter : part.counters) requests.push_back(nft::add_counter(counter));
    for (const auto& set : part.sets) requests.push_back(nft::add_set(set));
    for (const auto& chain : part.chains) requests.push_back(nft::add_chain(chain));
    for (const auto& entry : part.entries) requests.push_back(nft::add_element(entry.set, entry.element));
}

} // namespace

base::Result<FixedPart> dump_fixed_part(nlink::Socket& socket) {
    FixedPart part;
    for (const auto& own : {ingress_table, stack_table}) {
        if (auto done = append(part.tables, nft::dump_tables(socket, own.family)); !done)
            return std::unexpected(done.error());
        if (auto done = append(part.counters, nft::dump_counters(socket, own)); !done)
            return std::unexpected(done.error());
        if (auto done = append(part.sets, nft::dump_sets(socket, own)); !done)
            return std::unexpected(done.error());
        if (auto done = append(part.chains, nft::dump_chains(socket, own)); !done)
            return std::unexpected(done.error());
    }
    std::erase_if(part.tables, [](const nft::Table& table) { return !is_own(table.table); });
    for (auto& counter : part.counters) counter.traffic = {};
    if (auto done = add_entries(part, socket); !done) return std::unexpected(done.error());
    return part;
}

Ruleset ruleset_of(const FixedPart& part) {
    const auto& tables = part.tables;
    if (tables.size() != 2 || tables.front().comment != tables.back().comment) return {};
    auto maps = part.sets;
    std::erase_if(maps, [](const nft::Set& set) { return !is_of_clients(set.set); });
    Ruleset ruleset{.site = {},
                    .links = {},
                    .maps = maps_fingerprint(std::move(maps), said(tables.front().comment)),
                    .paths = devices_of(part.chains)};
    const auto signature = std::ranges::find(part.chains, signature_chain, &nft::Chain::name);
    const auto text = signature == part.chains.end() ? "" : said(signature->comment);
    const auto space = text.find(' ');
    if (space == std::string::npos) return ruleset;
    ruleset.site = text.substr(0, space);
    ruleset.links = text.substr(space + 1);
    return ruleset;
}

void sign(FixedPart& part, const Ruleset& ruleset) {
    auto signature = inner_chain(ingress_table, signature_chain);
    signature.comment = std::string(comment_start) + ruleset.site + ' ' + ruleset.links;
    part.chains.push_back(std::move(signature));
    for (const auto& own : {ingress_table, stack_table})
        part.tables.push_back({.table = own, .comment = std::string(comment_start) + entries_version});
}

std::vector<nlink::Request> changes(const FixedPart& there, const FixedPart& wanted,
                                    const std::vector<ChainRules>& rules) {
    std::vector<nlink::Request> requests;
    for (const auto& table : there.tables) requests.push_back(nft::remove_rules(table.table));
    remove(requests, without(there, wanted));
    add(requests, without(wanted, there));
    for (const auto& [chain, of_chain] : rules)
        for (const auto& [comment, expressions] : of_chain)
            requests.push_back(nft::add_rule(
                {.table = chain.table, .chain = chain.name, .expressions = expressions, .comment = comment}));
    return requests;
}

} // namespace magd::kernel
