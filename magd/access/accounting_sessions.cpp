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

PlacedSightings AccountingSessions::take(const Accounting& told, const std::string& nas,
                                         const std::string& interface, TimePoint now) {
    const bool stop = told.status == AccountingStatus::stop;
    Session session{.nas = nas, .id = told.session, .interface = interface, .begun = begin_of(told, now)};
    if (const auto known = sessions_.find(*told.station); known != sessions_.end()) {
        if (!counts(told, session, known->second)) return {};
        if (same(session, known->second)) go_on(session, known->second, stop);
    }
    if (stop) session.over = now;
    PlacedSighting seen{.interface = session.interface,
                        .sighting = {.mac = *told.station,
                                     .present = !stop,
                                     .still = told.status == AccountingStatus::interim}};
    remember(*told.station, std::move(session), now);
    return {std::move(seen)};
}

PlacedSightings AccountingSessions::restarted(const std::string& nas, std::chrono::seconds delay,
                                              TimePoint now) {
    PlacedSightings out;
    for (auto& [mac, session] : sessions_) {
        if (session.nas != nas || session.over || session.begun > happened(delay, now)) continue;
        session.over = now;
        out.push_back({.interface = session.interface, .sighting = {.mac = mac, .present = false}});
    }
    return out;
}

bool AccountingSessions::same(const Session& told, const Session& known) {
    return told.nas == known.nas && told.id == known.id;
}

/// Whether it is about the session that is known and goes on, or about one that began later. Of two of
/// unknown begin, the one that is known stays. A session that is over may have its number used again.
bool AccountingSessions::counts(const Accounting& message, const Session& told, const Session& known) {
    if (!same(told, known)) return told.begun && told.begun >= known.begun;
    return !known.over || (message.status != AccountingStatus::stop && told.begun > known.over);
}

/// It keeps its begin, and a station leaves from where it was.
void AccountingSessions::go_on(Session& told, const Session& known, bool stop) {
    if (known.over) return;
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
