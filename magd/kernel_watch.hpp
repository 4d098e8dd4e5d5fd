#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <string>
#include <vector>

#include "magd/gateway.hpp"
#include "magd/kernel/monitor.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/surveyor.hpp"
#include "magd/watch.hpp"

namespace magd {

/// Has the kernel mended as soon as somebody else changes what is ours, and what nobody needs removed
/// after the grace period.
class KernelWatch {
  public:
    KernelWatch(asio::io_context& loop, Gateway& gateway, Surveyor& surveyor, kernel::NetlinkKernel& kernel,
                kernel::Monitor& monitor, pmip::Seconds grace_period, std::function<void()> mended)
        : loop_(loop),
          gateway_(gateway),
          surveyor_(surveyor),
          kernel_(kernel),
          monitor_(monitor),
          grace_period_(grace_period),
          mended_(std::move(mended)) {}

    void begin();
    /// The kernel is as others leave it from now on.
    void end() { ended_ = true; }

  private:
    void disturbed(const kernel::Disturbance& how);
    void await(pmip::TimePoint when);
    void act();
    [[nodiscard]] bool restore();
    void mend();
    void mended(pmip::TimePoint began, const Surveyor::Differences& done);
    void tell(const std::vector<kernel::Difference>& mended);
    void try_again(const std::string& why, pmip::TimePoint now);
    void await_grace(std::chrono::milliseconds pause);
    void look_at_untold();
    void restore_untold();
    void tell_refused();

    asio::io_context& loop_;
    Gateway& gateway_;
    Surveyor& surveyor_;
    kernel::NetlinkKernel& kernel_;
    kernel::Monitor& monitor_;
    pmip::Seconds grace_period_;
    std::function<void()> mended_; ///< called when the kernel is as it should be again
    std::list<Watch> watches_;
    asio::steady_timer mend_timer_{loop_};
    asio::steady_timer grace_timer_{loop_};
    asio::steady_timer untold_timer_{loop_};
    pmip::TimePoint next_mend_;        ///< not before, but for some credit
    std::vector<std::string> refused_; ///< what was told last
    std::string failed_;               ///< why the last mend did, as it was told
    kernel::Disturbance noted_;        ///< and nothing done about it
    bool soon_ = false;                ///< the timer waits for no more than the delay
    bool mending_ = false;
    bool waiting_ = false; ///< the timer of the grace period runs
    bool ended_ = false;
};

} // namespace magd
