#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/kernel/piecemeal.hpp"
#include "nlink/base/error.hpp"

namespace magd::kernel {

/// What is to become of one client: another footprint, or none.
struct Change {
    base::MacAddress mac;
    std::optional<Carried> after;
};

/// Keeps the kernel as wished: the fixed footprint and one footprint for each client.
/// A change of clients is a diff of their own footprints before and after, with no dump; an
/// audit is the same diff over everything.
class Reconciler {
  public:
    Reconciler(Site site, Kernel& kernel) : site_(std::move(site)), kernel_(kernel) {}

    /// Makes the kernel carry these clients, each in place of what was carried for its MAC before, or forget
    /// them; one outcome for each, in their order. Many go to the kernel as one plan, and one that is
    /// refused hits none of the others: it counts as not carried.
    [[nodiscard]] std::vector<base::Result<void>> change(std::span<const Change> changes);
    /// The same for one.
    base::Result<void> want(const Carried& client);
    base::Result<void> unwant(const base::MacAddress& mac);

    /// Counts the client as carried, by what an earlier process left; `mend` makes it true.
    void adopt(const Carried& client);
    /// Makes the kernel as wished, but for entries of clients that are not wished for: those stay until the
    /// next audit, or until a client of ours takes them over. Tells what was done.
    base::Result<Plan> mend();
    /// Makes what is wished for of these keys again: somebody deleted it. No dump, so it is done in no time;
    /// an error means that a mend is needed. Tells what was done.
    base::Result<Plan> restore(const KernelState& gone);
    /// What the kernel refused of the last mend or audit, such as a route in whose place there is a foreign
    /// one: that stays as it is, and all others are mended.
    [[nodiscard]] const std::vector<Refusal>& refused() const { return refused_; }
    /// Whether the last mend left such entries.
    [[nodiscard]] bool has_orphans() const { return !empty(orphans_); }

    /// Dumps the kernel: what is needed to make it as wished.
    [[nodiscard]] base::Result<Plan> check();
    /// Does it too.
    base::Result<Plan> audit();
    /// Forgets all clients and removes every object of ours.
    base::Result<void> clear();

    /// The union of all footprints, whether or not the interfaces are there.
    [[nodiscard]] KernelState wish() const;

  private:
    [[nodiscard]] std::size_t independent(std::span<const Change> changes) const;
    void change_together(std::span<const Change> batch, std::vector<base::Result<void>>& outcomes);
    base::Result<void> apply(std::span<const Change> batch);
    void remember(std::span<const Change> batch);
    void give_up(const Change& change);
    void forget(const base::MacAddress& mac);
    void count(const Carried& client, int more);
    [[nodiscard]] base::Result<Plan> done(Plan plan);
    [[nodiscard]] const Carried* find(const base::MacAddress& mac) const;

    Site site_;
    Kernel& kernel_;
    struct ByMac {
        using is_transparent = void;
        bool operator()(const Carried& a, const Carried& b) const { return a.mac < b.mac; }
        bool operator()(const Carried& a, const base::MacAddress& mac) const { return a.mac < mac; }
        bool operator()(const base::MacAddress& mac, const Carried& b) const { return mac < b.mac; }
    };

    std::set<Carried, ByMac> clients_;
    std::vector<Refusal> refused_;
    KernelState orphans_; ///< entries that an earlier process left for clients that nobody knows
    std::map<Gateway, unsigned> gateways_; ///< how many clients have this default router
};

} // namespace magd::kernel
