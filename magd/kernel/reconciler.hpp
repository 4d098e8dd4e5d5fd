#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "magd/kernel/piecemeal.hpp"
#include "magd/kernel/survey.hpp"
#include "nlink/base/error.hpp"

namespace magd::kernel {

/// What is to become of one client: another footprint, or none.
struct Change {
    base::MacAddress mac;
    std::optional<Carried> after;
};

/// What becomes of entries of clients that are not wished for.
enum class Orphans : std::uint8_t {
    stay, ///< until they are to go, or until a client of ours takes them over
    go,
    unseen, ///< nobody has looked for them: as they were
};

/// Keeps the kernel as wished: the fixed footprint and one footprint for each client.
/// A change of clients is a diff of their own footprints before and after, with no dump; a mend
/// is the same diff over everything.
class Reconciler {
  public:
    Reconciler(Site site, Kernel& kernel) : wanted_(std::move(site)), kernel_(kernel) {}

    /// Makes the kernel carry these clients, each in place of what was carried for its MAC before, or forget
    /// them; one outcome for each, in their order. Many go to the kernel as one plan, and one that is
    /// refused hits none of the others: it counts as not carried.
    [[nodiscard]] std::vector<base::Result<void>> change(std::span<const Change> changes);
    /// The same for one.
    base::Result<void> want(const Carried& client);
    base::Result<void> unwant(const base::MacAddress& mac);

    /// Counts the client as carried, by what an earlier process left; `mend` makes it true.
    void adopt(const Carried& client) { wanted_.add(client); }

    /// What is not as wished is found by a look through all of the kernel, and mended in steps. Between
    /// the start of a survey and the end of its mend no client may change.
    [[nodiscard]] Survey survey() const {
        return {.wanted = wanted_, .distrusts_ruleset = distrusts_ruleset_};
    }
    /// Begins to mend what a survey has found.
    base::Result<void> begin(Plan found, Orphans orphans);
    /// More that it is to mend, found later.
    void add(Plan found);
    /// Does the next step, of some milliseconds; false once all is done. After an error the rest is given up.
    base::Result<bool> go_on();
    /// Ends it: tells what was done.
    [[nodiscard]] Plan end() { return std::exchange(mended_, {}); }
    /// All of it at once, for a start, when nobody waits: entries of clients that are not wished for stay.
    base::Result<Plan> mend() { return mend(Orphans::stay); }
    /// The same, of what a dump has found.
    base::Result<Plan> mend(KernelState found) {
        return carry_out(survey().compare(std::move(found), kernel_), Orphans::stay);
    }
    /// The same, and they go.
    base::Result<Plan> audit() { return mend(Orphans::go); }
    /// What it would do.
    [[nodiscard]] base::Result<Plan> check() { return survey().look_through(kernel_); }

    /// Makes what is wished for of these keys again: somebody deleted it. No dump, so it is done in no time;
    /// an error means that a mend is needed. Tells what was done.
    base::Result<Plan> restore(const KernelState& gone);
    /// What the kernel refused of the last mend, such as a route in whose place there is a foreign one: that
    /// stays as it is, and all others are mended.
    [[nodiscard]] const std::vector<Refusal>& refused() const { return refused_; }
    /// Whether the last mend left such entries.
    [[nodiscard]] bool has_orphans() const { return !empty(orphans_); }
    /// Somebody else has changed the tables' fixed part: it counts as another one until it is made again.
    void distrust_ruleset() { distrusts_ruleset_ = true; }

    /// What the kernel tells nobody of, when it goes.
    [[nodiscard]] KernelState untold() const { return wanted_.untold(); }

    /// Forgets all clients and removes every object of ours.
    base::Result<void> clear();

    [[nodiscard]] KernelState wish() const { return wanted_.state(kernel_.links()); }

  private:
    [[nodiscard]] std::size_t independent(std::span<const Change> changes) const;
    void change_together(std::span<const Change> batch, std::vector<base::Result<void>>& outcomes);
    base::Result<void> apply(std::span<const Change> batch);
    [[nodiscard]] base::Result<void> look_for_holders(std::span<const Change> batch) const;
    base::Result<void> forget_absent(KernelState& have, std::span<const Change> batch);
    void remember(std::span<const Change> batch);
    void give_up(const Change& change);
    base::Result<Plan> mend(Orphans orphans);
    base::Result<Plan> carry_out(Plan found, Orphans orphans);
    base::Result<void> apply_most(Plan plan);

    Wanted wanted_;
    Kernel& kernel_;
    bool distrusts_ruleset_ = true; ///< what was done to it before the start, the kernel has told nobody
    Plan to_mend_;                  ///< still
    Plan mended_;
    std::vector<Refusal> refused_;
    KernelState orphans_; ///< entries that an earlier process left for clients that nobody knows
};

} // namespace magd::kernel
