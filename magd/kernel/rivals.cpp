#include "magd/kernel/rivals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/kernel/route_steps.hpp"

namespace magd::kernel {
namespace {

/// Whether both look at a bit that is ours, and a packet may have both marks.
bool meet(const RuleKey& own, const nlink::Rule& other) {
    const auto both = own.mask & other.mask;
    return own.family == other.family && both != 0 && ((own.mark ^ other.mark) & both) == 0;
}

std::string words(const Site& site, const RuleKey& own, const nlink::Rule& other) {
    const std::string outcome = other.priority <= own.priority
                                    ? "clients' packets follow it, and not the tunnel"
                                    : "its packets are taken for clients', and follow a tunnel";
    return fmt::format("another program's rule {} of IPv{}, fwmark {:#x}/{:#x}, is for marks of "
                       "kernel.mark_mask {:#x}: {}; set kernel.mark_mask to bits that nobody else uses",
                       other.priority, other.family == base::Family::ipv4 ? 4 : 6, other.mark, other.mask,
                       site.mark_mask, outcome);
}

} // namespace

std::vector<std::string> rivals(const Site& site, const std::vector<nlink::Rule>& rules) {
    std::vector<std::string> told;
    const auto own = fixed_footprint(site).rules;
    for (const auto& rule : rules) {
        if (rule.protocol == own_protocol) continue;
        const auto met = std::ranges::find_if(own, [&](const auto& one) { return meet(one.first, rule); });
        if (met != own.end()) told.push_back(words(site, met->first, rule));
    }
    return told;
}

std::vector<std::string> passed_by(const Site& site, const std::vector<nlink::nft::Chain>& chains) {
    const auto is_fast = [&](const Path& path) { return has_fast_path(site, path); };
    if (std::ranges::none_of(site.paths, is_fast)) return {};
    std::vector<std::string> told;
    for (const auto& [table, name, hook, comment] : chains)
        if (hook && hook->point == nlink::nft::HookPoint::forward && !is_own(table))
            told.push_back(fmt::format("clients' packets pass chain {} of another program's table {} by; to "
                                       "filter them there, set kernel.fast_path to false",
                                       name, to_string(table)));
    return told;
}

} // namespace magd::kernel
