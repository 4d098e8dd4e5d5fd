#pragma once

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "magd/gateway.hpp"
#include "magd/kernel/netlink_kernel.hpp"

namespace magd {

/// Has the kernel looked through for what is not as it should be. With many clients that takes seconds, so
/// it is done on a thread of its own, with sockets of its own, and what is to be mended is done in steps:
/// the event loop goes on meanwhile. Clients' changes wait for the end, so that the kernel stands still.
class Surveyor {
  public:
    using Differences = base::Result<std::vector<kernel::Difference>>;
    template <class T>
    using Then = std::function<void(T)>;

    /// `released`: called with the news of clients whose changes waited.
    Surveyor(asio::io_context& loop, Gateway& gateway,
             std::function<void(const std::vector<ClientNews>&)> released)
        : loop_(loop),
          gateway_(gateway),
          released_(std::move(released)) {}

    /// One after the other; each tells `then` what it found, or has mended.
    void check(Then<Differences> then);
    void mend(kernel::Orphans orphans, Then<Differences> then);
    void remake_ruleset(Then<Differences> then);
    /// What a start with this instead of what is wanted now would do.
    void plan(kernel::Wanted next, Then<Differences> then);
    /// What the kernel has counted of all clients.
    void traffic(Then<base::Result<kernel::TrafficTable>> then);

  private:
    /// Has `look(kernel)`, which gives a Result<T>, done aside; `then` has it on the loop.
    template <class T, class Look>
    void look(Look look, Then<base::Result<T>> then);
    void queue(std::function<void()> job);
    void next();
    void finished();
    void mend(base::Result<kernel::Plan> found, kernel::Orphans orphans);
    /// Takes a part of what is to be mended, while the thread finds the next one.
    void take(kernel::Plan part);
    /// Has a step done when the loop comes to it.
    void go_on();
    void step();
    void mended(Differences done);

    asio::io_context& loop_;
    Gateway& gateway_;
    std::function<void(const std::vector<ClientNews>&)> released_;
    std::deque<std::function<void()>> jobs_;
    Then<Differences> mended_; ///< of the mend under way
    std::optional<base::Error> failed_;
    bool finding_ = false;  ///< its parts are not all there yet
    bool stepping_ = false; ///< the next step is under way
    bool busy_ = false;
    asio::thread_pool aside_{1}; ///< last: it ends first
};

} // namespace magd
