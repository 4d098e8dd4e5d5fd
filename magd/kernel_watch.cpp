#include "magd/kernel_watch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ranges>
#include <utility>

#include "magd/log.hpp"

namespace magd {
namespace {

/// A disturbance of the kernel mostly is one of several.
constexpr std::chrono::milliseconds mend_delay{20};
/// Mending takes no more than one part in so many of the time, however the kernel is disturbed.
constexpr int mend_share = 10;
/// Of objects that cannot be mended.
constexpr std::size_t most_told = 10;

} // namespace

void KernelWatch::begin() {
    for (const auto fd : monitor_.fds())
        watches_.emplace_back(loop_, fd, [this] { disturbed(monitor_.receive()); });
    await_grace();
    tell_refused();
}

/// Entries that nobody claims go in the end.
void KernelWatch::await_grace() {
    if (!gateway_.has_orphans() || std::exchange(waiting_, true)) return;
    grace_timer_.expires_after(grace_period_);
    grace_timer_.async_wait([this](const asio::error_code& error) {
        if (error) return;
        waiting_ = false;
        const auto removed = gateway_.audit();
        if (!removed) log::error("{}", removed.error().what);
        if (removed) log::info("{} kernel objects of clients that nobody knows are removed", removed->size());
    });
}

/// Somebody else has changed the kernel.
void KernelWatch::disturbed(kernel::Disturbance how) {
    if (how == kernel::Disturbance::none || ended_) return;
    if (how == kernel::Disturbance::ruleset) kernel_.distrust_ruleset();
    worst_ = std::max(worst_, how);
    if (!std::exchange(soon_, true)) await(std::chrono::steady_clock::now() + mend_delay);
}

void KernelWatch::await(pmip::TimePoint when) {
    mend_timer_.expires_at(when); // in place of what it waited for
    mend_timer_.async_wait([this](const asio::error_code& error) {
        if (!error) restore();
    });
}

/// Entries whose deletion the kernel told of are made again one by one. For all else it has to be looked
/// through, which takes its time where there are many clients.
void KernelWatch::restore() {
    soon_ = false;
    if (ended_) return;
    const auto gone = monitor_.take_gone();
    const bool mends = worst_ > kernel::Disturbance::gone;
    if (mends && std::chrono::steady_clock::now() >= next_mend_) return mend();
    const auto restored = gateway_.restore(kernel_.keys_of(gone));
    if (restored) tell(*restored);
    if (!restored) worst_ = std::max(worst_, kernel::Disturbance::objects);
    if (mends || !restored) return await(next_mend_);
    worst_ = kernel::Disturbance::none;
}

void KernelWatch::mend() {
    worst_ = kernel::Disturbance::none;
    const auto began = std::chrono::steady_clock::now();
    const auto mended = gateway_.mend();
    const auto ended = std::chrono::steady_clock::now();
    next_mend_ = ended + (mend_share - 1) * (ended - began);
    if (!mended) return log::error("the kernel was changed, and cannot be mended: {}", mended.error().what);
    tell(*mended);
    tell_refused();
    await_grace();
}

void KernelWatch::tell(const std::vector<kernel::Difference>& mended) {
    for (const auto& one : mended) log::info("mended: {} {}", name(one.kind), one.object);
    if (!mended.empty()) log::warning("somebody else changed the kernel: {} objects mended", mended.size());
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
