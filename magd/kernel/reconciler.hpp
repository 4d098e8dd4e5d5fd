#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/footprint.hpp"
#include "nlink/base/error.hpp"

namespace magd::kernel {

/// The kernel as the reconciler sees it; netlink_kernel is the real one.
class Kernel {
  public:
    virtual ~Kernel() = default;
    /// All or nothing: on a refusal what was done is undone, and the Error names the object
    /// and the kernel's reason. Removing what is not there is no error.
    virtual base::Result<void> apply(const Plan& plan) = 0;
    /// Every object of ours in the kernel, and nothing foreign.
    virtual base::Result<KernelState> dump() = 0;
    /// Whether there was such an interface at the last dump.
    [[nodiscard]] virtual bool has(const InterfaceName& interface) const = 0;
};

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
    std::map<base::MacAddress, Carried> clients_;
    KernelState orphans_; ///< entries that an earlier process left for clients that nobody knows
    std::map<Gateway, unsigned> gateways_; ///< how many clients have this default router
};

} // namespace magd::kernel
