#include "magd/kernel_watch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ranges>
#include <utility>

#include "magd/kernel/state_parts.hpp"
#include "magd/log.hpp"

namespace magd {
namespace {

/// A disturbance of the kernel mostly is one of several.
constexpr std::chrono::milliseconds mend_delay{20};
/// What could not be mended is tried again.
constexpr std::chrono::milliseconds retry_delay{1000};
/// Mending takes no more than one part in so many of the time, however the kernel is disturbed; a few mends
/// may follow each other at once and be paid for later.
constexpr int mend_share = 10;
constexpr std::chrono::seconds mend_credit{5};
/// A second at most may clients ask in vain for their default router, or a tunnel receive nothing.
constexpr std::chrono::milliseconds untold_interval{500};
/// Of objects that are mended, or cannot be.
constexpr std::size_t most_told = 10;

} // namespace

void KernelWatch::begin() {
    for (const auto fd : monitor_.fds())
        watches_.emplace_back(loop_, fd, [this] { disturbed(monitor_.receive()); });
    await_grace(grace_period_);
    tell_refused();
    look_at_untold();
}

/// The kernel tells nobody when such an object goes.
void KernelWatch::look_at_untold() {
    untold_timer_.expires_after(untold_interval);
    untold_timer_.async_wait([this](const asio::error_code& error) {
        if (error || ended_) return;
        if (!gateway_.holds()) restore_untold();
        look_at_untold();
    });
}

void KernelWatch::restore_untold() {
    const auto there = kernel_.untold();
    if (!there) return; // whatever it is, others will tell
    auto missing = gateway_.untold();
    kernel::erase(missing, *there);
    std::erase_if(missing.neighbours,
                  [this](const auto& entry) { return !kernel_.has(entry.first.interface); });
    if (kernel::empty(missing)) return;
    if (const auto restored = gateway_.restore(missing); restored) tell(*restored);
}

/// Entries that nobody claims go in the end.
void KernelWatch::await_grace(std::chrono::milliseconds pause) {
    if (!gateway_.has_orphans() || std::exchange(waiting_, true)) return;
    grace_timer_.expires_after(pause);
    grace_timer_.async_wait([this](const asio::error_code& error) {
        if (error) return;
        waiting_ = false;
        surveyor_.mend(kernel::Orphans::go, [this](const auto& removed) {
            if (!removed) log::error("{}", removed.error().what);
            if (!removed) return await_grace(std::max<std::chrono::milliseconds>(grace_period_, retry_delay));
            log::info("{} kernel objects of clients that nobody knows are removed", removed->size());
        });
    });
}

/// Somebody else has changed the kernel.
void KernelWatch::disturbed(const kernel::Disturbance& how) {
    if (!how.any() || ended_) return;
    if (how.ruleset) gateway_.distrust_ruleset();
    noted_ |= how;
    if (!mending_ && !std::exchange(soon_, true)) await(std::chrono::steady_clock::now() + mend_delay);
}

void KernelWatch::await(pmip::TimePoint when) {
    mend_timer_.expires_at(when); // in place of what it waited for
    mend_timer_.async_wait([this](const asio::error_code& error) {
        if (!error) act();
    });
}

/// Entries whose deletion the kernel told of are made again one by one. For all else it has to be looked
/// through, which takes its time where there are many clients.
void KernelWatch::act() {
    if (ended_) return;
    if (gateway_.holds()) return await(std::chrono::steady_clock::now() + mend_delay);
    soon_ = false;
    if (!restore()) noted_.objects = true;
    noted_.gone = false;
    if (!noted_.any()) return;
    if (std::chrono::steady_clock::now() < next_mend_ - mend_credit) return await(next_mend_ - mend_credit);
    mend();
}

/// False if that needs a mend. Entries of tables whose fixed part has changed too may have gone with them.
bool KernelWatch::restore() {
    auto keys = kernel_.keys_of(monitor_.take_gone());
    if (noted_.objects) return true; // a mend makes them too
    if (noted_.ruleset && !kernel::empty(kernel::table_entries(keys))) return false;
    const auto restored = gateway_.restore(keys);
    if (restored) tell(*restored);
    return restored.has_value();
}

void KernelWatch::mend() {
    const auto noted = std::exchange(noted_, {});
    mending_ = true;
    const auto then = [this, began = std::chrono::steady_clock::now()](const auto& done) {
        mended(began, done);
    };
    if (noted.objects)
        surveyor_.mend(kernel::Orphans::stay, then);
    else
        surveyor_.remake_ruleset(then);
}

void KernelWatch::mended(pmip::TimePoint began, const Surveyor::Differences& done) {
    mending_ = false;
    const auto now = std::chrono::steady_clock::now();
    next_mend_ = std::max(next_mend_, now) + (mend_share - 1) * (now - began);
    if (!done) return try_again(done.error().what, now);
    failed_.clear();
    if (noted_.any() && !std::exchange(soon_, true)) await(now + mend_delay);
    tell(*done);
    tell_refused();
    await_grace(grace_period_);
}

/// Nobody knows what was done of it: the next one looks at all. Another change of the kernel does not wait.
void KernelWatch::try_again(const std::string& why, pmip::TimePoint now) {
    noted_.objects = true;
    await(now + retry_delay);
    if (why == std::exchange(failed_, why)) return;
    log::error("the kernel was changed, and cannot be mended: {}; it is tried again", why);
}

void KernelWatch::tell(const std::vector<kernel::Difference>& mended) {
    for (const auto& one : mended | std::views::take(most_told))
        log::info("mended: {} {}", name(one.kind), one.object);
    if (!mended.empty())
        log::warning("{} kernel objects were changed by others, or went with an interface: mended",
                     mended.size());
    mended_();
}

/// Each mend finds what is in the way of ours again: that is told when it has changed, and not of all.
void KernelWatch::tell_refused() {
    std::vector<std::string> refused;
    for (const auto& [error, of_client] : gateway_.refused())
        refused.push_back(error.code == EEXIST ? error.what + "; another program has its own there"
                                               : error.what);
    if (refused == std::exchange(refused_, refused)) return;
    for (const auto& what : refused | std::views::take(most_told)) log::error("cannot be mended: {}", what);
    if (refused.size() > most_told) log::error("{} objects cannot be mended in all", refused.size());
}

} // namespace magd
