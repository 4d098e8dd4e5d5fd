#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "magd/associations.hpp"
#include "magd/io/signalling.hpp"
#include "magd/io/signalling_counters.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/kernel/difference.hpp"
#include "magd/kernel/reconciler.hpp"
#include "magd/pmip/codec.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/rate_limit.hpp"

namespace magd {

/// A client's service has begun or ended; its DHCP side must hear of it.
struct ClientNews {
    base::MacAddress mac;
    bool online = false;
    bool goes_on = false; ///< it was online before: an earlier process has told it all
};

/// Runs the protocol core against the real network and kernel: feeds it events and
/// executes its actions.
class Gateway {
  public:
    Gateway(pmip::MagSettings settings, kernel::Site site, Associations associations, kernel::Kernel& kernel,
            io::Signalling& signalling, journal::Keeper& keeper);

    /// Makes the kernel, of which a dump has found this, hold the fixed objects and these sessions of an
    /// earlier process, which go on. What the kernel carries beside them stays until the first audit: the
    /// grace period of clients that nobody remembers.
    base::Result<std::vector<ClientNews>> start(std::vector<pmip::Binding> adopted,
                                                kernel::KernelState found);
    /// From now until `release`, changes of clients wait: the kernel is looked through, or mended.
    void hold() { holds_ = true; }
    [[nodiscard]] bool holds() const { return holds_; }
    /// Makes the changes that have waited.
    [[nodiscard]] std::vector<ClientNews> release();
    /// These parts of a mend: see Reconciler.
    [[nodiscard]] kernel::Survey survey() const { return reconciler_.survey(); }
    base::Result<void> begin_mend(kernel::Plan found, kernel::Orphans orphans) {
        return reconciler_.begin(std::move(found), orphans);
    }
    void add_to_mend(kernel::Plan found) { reconciler_.add(std::move(found)); }
    base::Result<bool> mend_more() { return reconciler_.go_on(); }
    /// Tells what was not as it should be.
    [[nodiscard]] std::vector<kernel::Difference> end_mend() { return repaired(reconciler_.end()); }
    [[nodiscard]] kernel::KernelState untold() const { return reconciler_.untold(); }
    void distrust_ruleset() { reconciler_.distrust_ruleset(); }
    /// Makes what is ours of these keys again, without a look at all the rest; see Reconciler::restore.
    base::Result<std::vector<kernel::Difference>> restore(const kernel::KernelState& gone);
    /// What the kernel refused of the last mend.
    [[nodiscard]] const std::vector<kernel::Refusal>& refused() const { return reconciler_.refused(); }
    /// What the kernel would be to carry with another site, of the clients that are carried now but for
    /// these.
    [[nodiscard]] kernel::Wanted wanted(const kernel::Site& next,
                                        const std::set<base::MacAddress>& leaving) const;
    /// Whether there are such entries.
    [[nodiscard]] bool has_orphans() const { return reconciler_.has_orphans(); }
    /// Removes every kernel object of ours.
    base::Result<void> stop();

    /// Takes events, with all that follows from them. What they change in the kernel goes there together.
    [[nodiscard]] std::vector<ClientNews> handle(std::vector<pmip::Event> events);
    /// Takes datagrams that wait on the signalling sockets: all, or as many as one wakeup may.
    [[nodiscard]] std::vector<ClientNews> receive();

    [[nodiscard]] const pmip::Mag& mag() const { return mag_; }
    [[nodiscard]] const kernel::Site& site() const { return site_; }
    [[nodiscard]] const base::Counters<io::SignallingCounter>& signalling_counters() const {
        return counters_;
    }
    [[nodiscard]] const base::Counters<pmip::DropReason>& drops() const { return drops_; }
    [[nodiscard]] const base::Counters<kernel::Repair>& repairs() const { return repairs_; }

  private:
    /// The events still to be handled, what the kernel is still to be told of clients, and the news so far.
    struct Turn {
        std::vector<pmip::Event> events;
        std::vector<kernel::Change> changes;    ///< of different clients
        std::vector<std::uint64_t> generations; ///< of the binding, for each change
        std::vector<ClientNews> news;
    };
    /// A change that is put off, and the generation of the binding.
    struct Waiting {
        kernel::Change change;
        std::uint64_t generation;
    };
    // gateway.cpp: the core, the kernel and the journal
    void run(Turn& turn);
    void finish(Turn& turn);
    void change(Turn& turn, kernel::Change change, std::uint64_t generation);
    void program(Turn& turn);
    void put_off(Turn& turn);
    [[nodiscard]] std::vector<Waiting> take_waiting();
    void execute(Turn& turn, const pmip::Want& action);
    void execute(Turn& turn, const pmip::Unwant& action);
    void execute(Turn& turn, const pmip::Record& action);
    void execute(Turn& turn, const pmip::Attached& action);
    void execute(Turn& turn, const pmip::Detached& action);
    void execute(Turn& turn, const pmip::Note& action);
    void execute(Turn& turn, const pmip::LmaNote& action);
    [[nodiscard]] std::vector<kernel::Difference> repaired(kernel::Plan done);

    // gateway_signalling.cpp: what comes from LMAs, and goes to them
    [[nodiscard]] bool receive_one(Turn& turn);
    [[nodiscard]] std::optional<pmip::Event> decode(const io::Datagram& datagram);
    [[nodiscard]] bool authentic(const io::Datagram& datagram, const pmip::Decoded& decoded);
    [[nodiscard]] std::optional<pmip::Event> unauthentic(const io::Datagram& datagram,
                                                         const pmip::Decoded& decoded);
    void refuse(const io::Datagram& datagram, const pmip::Fault& fault);
    void execute(Turn& turn, const pmip::SendPbu& action);
    void execute(Turn& turn, const pmip::Send& action);
    void complain(const base::Address& to, std::string_view what);
    base::Result<void> send(const base::Address& to, const pmip::Message& message);

    pmip::Mag mag_;
    kernel::Site site_;
    Associations associations_;
    kernel::Kernel& kernel_;
    kernel::Reconciler reconciler_;
    io::Signalling& signalling_;
    journal::Keeper& keeper_;
    base::Counters<io::SignallingCounter> counters_;
    base::Counters<pmip::DropReason> drops_;
    base::Counters<kernel::Repair> repairs_;
    bool holds_ = false;
    std::vector<Waiting> waiting_; ///< several of a client maybe
    AnswerLimit refusals_{{.interval = std::chrono::milliseconds{100}, .burst = 10}}; ///< of faulty messages
    AnswerLimit answers_{{.interval = std::chrono::milliseconds{2}, .burst = 500}};   ///< to LMAs
    AnswerLimit complaints_{{.interval = std::chrono::seconds{10}, .burst = 5}};      ///< in the log, by peer
};

} // namespace magd
