#include "magd/access/accounting_sessions.hpp"

#include <utility>

namespace magd::access {
namespace {

/// RADIUS has whole seconds, rounded down.
constexpr std::chrono::seconds rounding{1};
/// Looking through all sessions for some that are over takes milliseconds.
constexpr std::chrono::seconds tidy_pause{1};

/// When what is told of happened, at the earliest.
TimePoint happened(std::chrono::seconds delay, TimePoint now) {
    return delay.count() == 0 ? now : now - delay - rounding;
}

/// A start without a delay is new. Other messages tell how long the session has lasted, or nothing.
std::optional<TimePoint> begin_of(const Accounting& told, TimePoint now) {
    if (told.status == AccountingStatus::start) return happened(told.delay, now);
    if (!told.lasted) return std::nullopt;
    return now - told.delay - *told.lasted - rounding;
}

} // namespace

PlacedSightings AccountingSessions::take(const Accounting& told, const Teller& by,
                                         const std::string& interface, TimePoint now) {
    const bool stop = told.status == AccountingStatus::stop;
    Session session{.by = by,
                    .id = told.session,
                    .called = told.called,
                    .interface = interface,
                    .begun = begin_of(told, now),
                    .stopped = stop};
    if (const auto known = sessions_.find(*told.station); known != sessions_.end()) {
        auto& before = known->second;
        if (stop && same(session, before)) before.stopped = true;
        if (!counts(told, session, before, now)) return {};
        if (same(session, before)) go_on(session, before, stop);
    }
    if (stop) session.over = now;
    PlacedSighting seen{.interface = session.interface,
                        .sighting = {.mac = *told.station,
                                     .present = !stop,
                                     .still = told.status == AccountingStatus::interim}};
    remember(*told.station, std::move(session), now);
    return {std::move(seen)};
}

/// Names may be given twice, such as a default that nobody changed: so it counts only for sessions that the
/// same address told of last. Those of a NAS that has gone to another proxy stay: clients that are asked
/// while they are silent leave in the end, but one that is cut off does not know.
PlacedSightings AccountingSessions::restarted(const Accounting& told, const Teller& by, TimePoint now) {
    PlacedSightings out;
    for (auto& [mac, session] : sessions_) {
        const bool meant = session.by == by && (told.called.empty() || session.called == told.called);
        if (!meant || session.over || session.begun > happened(told.delay, now)) continue;
        session.over = now - told.delay;
        out.push_back({.interface = session.interface, .sighting = {.mac = mac, .present = false}});
    }
    return out;
}

/// A NAS may tell by another proxy, or from another address of its own. But two of the same name may number
/// sessions alike, each from 1 on: then a station that has gone from one to the other is at another BSS.
bool AccountingSessions::same(const Session& told, const Session& known) {
    return told.by.nas == known.by.nas && told.id == known.id &&
           (told.by.from == known.by.from || told.called == known.called);
}

/// A session that is over may have its number used again.
bool AccountingSessions::another(const Session& told, const Session& known) {
    return known.over && told.begun > known.over;
}

/// Whether it is about the session that is known and goes on, or about one that began later. Of two of
/// unknown begin, the one that is known stays. One that goes on has not ended with its NAS, as it seemed.
bool AccountingSessions::counts(const Accounting& message, const Session& told, const Session& known,
                                TimePoint now) {
    if (!same(told, known)) return told.begun && told.begun >= known.begun;
    if (!known.over) return true;
    if (message.status == AccountingStatus::stop) return false;
    const bool goes_on = message.status == AccountingStatus::interim && !known.stopped &&
                         happened(message.delay, now) >= known.over;
    return goes_on || another(told, known);
}

/// It keeps its begin, and a station leaves from where it was.
void AccountingSessions::go_on(Session& told, const Session& known, bool stop) {
    if (another(told, known)) return;
    if (known.begun) told.begun = known.begun;
    if (stop) told.interface = known.interface;
}

void AccountingSessions::remember(const base::MacAddress& mac, Session session, TimePoint now) {
    if (sessions_.size() >= most_ && !sessions_.contains(mac) && now >= next_tidy_) {
        std::erase_if(sessions_, [](const auto& entry) { return entry.second.over.has_value(); });
        next_tidy_ = now + tidy_pause;
    }
    if (sessions_.size() >= most_ && !sessions_.contains(mac))
        ++unremembered_;
    else
        sessions_.insert_or_assign(mac, std::move(session));
}

} // namespace magd::access
