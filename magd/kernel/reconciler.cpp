#include "magd/kernel/reconciler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <utility>

#include "magd/kernel/slices.hpp"
#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {

base::Result<void> Reconciler::begin(Plan found, Orphans orphans) {
    refused_.clear();
    mended_ = {};
    if (orphans != Orphans::unseen)
        orphans_ = orphans == Orphans::stay ? client_entries(found.remove) : KernelState{};
    forget_gone(orphans_); // nobody comes back to them
    if (orphans == Orphans::stay) erase(found.remove, orphans_);
    to_mend_ = std::move(found);
    return kernel_.look_at_interfaces();
}

void Reconciler::add(Plan found) { join(to_mend_, std::move(found)); }

base::Result<bool> Reconciler::go_on() {
    if (auto done = apply_most(take_slice(to_mend_, step_size)); !done) {
        to_mend_ = {};
        return std::unexpected(done.error());
    }
    return !empty(to_mend_);
}

/// All of a step, or what the kernel lets.
base::Result<void> Reconciler::apply_most(Plan plan) {
    if (empty(plan)) return {};
    if (!kernel_.apply(plan)) {
        auto most = apply_piecemeal(kernel_, std::move(plan));
        if (!most) return std::unexpected(most.error());
        std::ranges::move(most->refused, std::back_inserter(refused_));
        plan = std::move(most->done);
    }
    if (!plan.create.ruleset.empty() || !plan.replace.ruleset.empty()) distrusts_ruleset_ = false;
    if (makes_tables(plan)) for_each_table_kind([](auto& entries) { entries.clear(); }, orphans_);
    // What is made along with its table is not told of.
    if (makes_tables(mended_)) for_each_table_kind([](auto& made) { made.clear(); }, plan.create);
    join(mended_, std::move(plan));
    return {};
}

base::Result<Plan> Reconciler::mend(Orphans orphans) {
    auto found = check();
    if (!found) return found;
    return carry_out(std::move(*found), orphans);
}

base::Result<Plan> Reconciler::carry_out(Plan found, Orphans orphans) {
    if (const auto begun = begin(std::move(found), orphans); !begun) return std::unexpected(begun.error());
    for (bool more = true; more;) {
        const auto done = go_on();
        if (!done) return std::unexpected(done.error());
        more = *done;
    }
    return end();
}

std::vector<base::Result<void>> Reconciler::change(std::span<const Change> changes) {
    std::vector<base::Result<void>> outcomes;
    while (!changes.empty()) {
        const auto batch = changes.first(independent(changes));
        change_together(batch, outcomes);
        changes = changes.subspan(batch.size());
    }
    return outcomes;
}

/// How many of the first changes may be one plan: no client twice, no entry wanted by two.
std::size_t Reconciler::independent(std::span<const Change> changes) const {
    std::set<base::MacAddress> clients;
    KernelState entries;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto more = changes[i].after ? footprint(wanted_.site(), *changes[i].after) : KernelState{};
        if (!clients.insert(changes[i].mac).second || overlap(entries, more)) return i;
        join(entries, std::move(more));
    }
    return changes.size();
}

/// One plan for all. The kernel takes it whole or not at all, so what it refuses is tried in halves, until
/// those are found that it is about.
void Reconciler::change_together(std::span<const Change> batch, std::vector<base::Result<void>>& outcomes) {
    const auto applied = apply(batch);
    if (applied || batch.size() == 1) {
        if (applied) remember(batch);
        if (!applied) give_up(batch.front());
        outcomes.resize(outcomes.size() + batch.size(), applied);
        return;
    }
    change_together(batch.first(batch.size() / 2), outcomes);
    change_together(batch.subspan(batch.size() / 2), outcomes);
}

base::Result<void> Reconciler::apply(std::span<const Change> batch) {
    if (auto own = look_for_holders(batch); !own) return own;
    KernelState have, want;
    std::map<Gateway, int> users; // more of them, or fewer
    for (const auto& [mac, after] : batch) {
        if (const auto* before = wanted_.find(mac)) {
            join(have, footprint(wanted_.site(), *before));
            for (const auto& gateway : gateways_of(*before)) --users[gateway];
        }
        if (!after) continue;
        join(want, footprint(wanted_.site(), *after));
        for (const auto& gateway : gateways_of(*after)) ++users[gateway];
    }
    for (const auto& [gateway, more] : users) {
        const int now = static_cast<int>(wanted_.users(gateway));
        if (now != 0 && now + more == 0) join(have, gateway_footprint(gateway));
        if (now == 0 && more > 0) join(want, gateway_footprint(gateway));
    }
    join(have, common(orphans_, want));
    if (auto listed = forget_absent(have, batch); !listed) return listed;
    const auto plan = diff(std::move(have), want);
    if (!empty(plan))
        if (auto applied = kernel_.apply(plan); !applied) return applied;
    erase(orphans_, want);
    return {};
}

/// An interface has one neighbour of an address: the second client would silently take the packets of the
/// first.
base::Result<void> Reconciler::look_for_holders(std::span<const Change> batch) const {
    for (const auto& [mac, after] : batch) {
        if (!after || !after->ipv4) continue;
        const auto* before = wanted_.find(mac);
        const auto home = after->ipv4->home_address.address;
        if (before != nullptr && is_behind(*before, after->access, home)) continue;
        for (const auto& holder : wanted_.holders(after->access, home))
            if (std::ranges::find(batch, holder, &Change::mac) == batch.end()) // else it gives it up
                return base::fail(
                    fmt::format("{} on {} is another client's", base::to_string(home), after->access.view()),
                    EEXIST);
    }
    return {};
}

/// What interfaces held that have gone went with them, or with the mend after that. One that a client is to
/// be behind may be back.
base::Result<void> Reconciler::forget_absent(KernelState& have, std::span<const Change> batch) {
    std::set<InterfaceName> absent;
    bool may_be_back = false;
    const auto look_for = [&](const InterfaceName& access) {
        const bool there = kernel_.has(access);
        if (!there) absent.insert(access);
        return there;
    };
    for (const auto& [mac, after] : batch) {
        if (const auto* before = wanted_.find(mac)) look_for(before->access);
        if (after && !look_for(after->access)) may_be_back = true;
    }
    for (const auto& access : absent) forget(have, access);
    return may_be_back ? kernel_.look_at_interfaces() : base::Result<void>{};
}

void Reconciler::remember(std::span<const Change> batch) {
    for (const auto& [mac, after] : batch) {
        wanted_.remove(mac);
        if (after) wanted_.add(*after);
    }
}

/// The kernel has refused to change this client. It counts as not carried, and as little as can be stays of
/// it: the refusal is what the caller must hear.
void Reconciler::give_up(const Change& change) {
    if (change.after && wanted_.find(change.mac) != nullptr)
        (void)apply({{{.mac = change.mac, .after = {}}}});
    wanted_.remove(change.mac);
}

base::Result<void> Reconciler::want(const Carried& client) {
    const Change one{.mac = client.mac, .after = client};
    return change({&one, 1}).front();
}

base::Result<void> Reconciler::unwant(const base::MacAddress& mac) {
    const Change one{.mac = mac, .after = {}};
    return change({&one, 1}).front();
}

base::Result<Plan> Reconciler::restore(const KernelState& gone) {
    erase(orphans_, gone); // nobody finds them there any more
    Plan plan;
    plan.create = wanted_.state_of(gone);
    if (empty(plan)) return plan;
    if (auto done = kernel_.apply(plan); !done) return std::unexpected(done.error());
    return plan;
}

base::Result<void> Reconciler::clear() {
    wanted_.clear();
    to_mend_ = {};
    orphans_ = {};
    const auto have = kernel_.dump();
    if (!have) return std::unexpected(have.error());
    return kernel_.apply(diff(*have, {}));
}

} // namespace magd::kernel
