#include "magd/surveyor.hpp"

#include <malloc.h>

namespace magd {
namespace {

Surveyor::Differences told(base::Result<kernel::Plan> plan) {
    if (!plan) return std::unexpected(plan.error());
    return kernel::differences(std::move(*plan));
}

} // namespace

template <class T, class Look>
void Surveyor::look(Look look, Then<base::Result<T>> then) {
    asio::post(aside_, [this, site = gateway_.site(), look = std::optional(std::move(look)),
                        then = std::move(then)]() mutable {
        auto kernel = kernel::NetlinkKernel::open(site);
        auto found = kernel ? (*look)(*kernel) : base::Result<T>(std::unexpected(kernel.error()));
        look.reset();           // with what it has needed, which is much
        (void)::malloc_trim(0); // a dump takes as much again as the bindings do
        asio::post(loop_,
                   [then = std::move(then), found = std::move(found)]() mutable { then(std::move(found)); });
    });
}

void Surveyor::queue(std::function<void()> job) {
    jobs_.push_back(std::move(job));
    if (!busy_) next();
}

void Surveyor::next() {
    if (jobs_.empty()) return;
    busy_ = true;
    gateway_.hold();
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    job();
}

void Surveyor::finished() {
    busy_ = false;
    released_(gateway_.release());
    next();
}

void Surveyor::check(Then<Differences> then) {
    queue([this, then = std::move(then)] {
        look<kernel::Plan>([survey = gateway_.survey()](auto& kernel) { return survey.look_through(kernel); },
                           [this, then](auto found) {
                               then(told(std::move(found)));
                               finished();
                           });
    });
}

void Surveyor::plan(kernel::Wanted next, Then<Differences> then) {
    queue([this, next = std::move(next), then = std::move(then)] {
        look<kernel::Plan>(
            [survey = kernel::Survey{.wanted = next}](auto& kernel) { return survey.look_through(kernel); },
            [this, then](auto found) {
                then(told(std::move(found)));
                finished();
            });
    });
}

void Surveyor::traffic(Then<base::Result<kernel::TrafficTable>> then) {
    queue([this, then = std::move(then)] {
        look<kernel::TrafficTable>([](auto& kernel) { return kernel.traffic(); },
                                   [this, then](auto counted) {
                                       then(std::move(counted));
                                       finished();
                                   });
    });
}

void Surveyor::mend(kernel::Orphans orphans, Then<Differences> then) {
    queue([this, orphans, then = std::move(then)] {
        mended_ = then;
        look<kernel::Plan>([survey = gateway_.survey()](auto& kernel) { return survey.look_through(kernel); },
                           [this, orphans](auto found) { mend(std::move(found), orphans); });
    });
}

void Surveyor::remake_ruleset(Then<Differences> then) {
    queue([this, then = std::move(then)] {
        mended_ = then;
        if (const auto begun = gateway_.begin_mend({}, kernel::Orphans::unseen); !begun)
            return mended(std::unexpected(begun.error()));
        finding_ = true;
        look<bool>(
            [this, survey = gateway_.survey()](auto& kernel) -> base::Result<bool> {
                const auto found = survey.remake_ruleset(kernel, [this](kernel::Plan part) {
                    asio::post(loop_, [this, part = std::move(part)]() mutable { take(std::move(part)); });
                });
                if (!found) return std::unexpected(found.error());
                return true;
            },
            [this](auto found) {
                finding_ = false;
                if (!found) failed_ = found.error();
                go_on();
            });
    });
}

void Surveyor::take(kernel::Plan part) {
    if (failed_) return;
    gateway_.add_to_mend(std::move(part));
    go_on();
}

void Surveyor::mend(base::Result<kernel::Plan> found, kernel::Orphans orphans) {
    if (!found) return mended(std::unexpected(found.error()));
    if (const auto begun = gateway_.begin_mend(std::move(*found), orphans); !begun)
        return mended(std::unexpected(begun.error()));
    go_on();
}

void Surveyor::go_on() {
    if (!std::exchange(stepping_, true)) asio::post(loop_, [this] { step(); });
}

void Surveyor::step() {
    stepping_ = false;
    const auto more = gateway_.mend_more();
    if (!more) failed_ = more.error();
    if (more && *more) return go_on();
    if (finding_) return;
    auto done = gateway_.end_mend();
    if (const auto failed = std::exchange(failed_, {})) return mended(std::unexpected(*failed));
    mended(std::move(done));
}

void Surveyor::mended(Differences done) {
    std::exchange(mended_, {})(std::move(done));
    finished();
}

} // namespace magd
