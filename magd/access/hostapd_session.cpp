#include "magd/access/hostapd_session.hpp"

#include <algorithm>
#include <utility>

namespace magd::access {

HostapdStep HostapdSession::received(std::string_view datagram, TimePoint now) {
    // Of a connection that is over, or from nobody that we know.
    if (phase_ == Phase::lost) return {};
    const auto message = read_hostapd(datagram);
    if (!message) return drop(HostapdDrop::unreadable);
    return std::visit([&](const auto& m) { return on(m, now); }, *message);
}

/// After a connection, the first attempt is at once: hostapd may be back already.
HostapdStep HostapdSession::failed(const base::Error& error, TimePoint now) {
    return lose(error.what, connected() ? now : now + retry_interval);
}

HostapdStep HostapdSession::tick(TimePoint now) {
    if (now < deadline_) return {};
    if (phase_ == Phase::lost) {
        auto step = ask(Phase::attaching, "ATTACH", now);
        step.connect = true;
        return step;
    }
    if (phase_ == Phase::watching)
        return now < next_list_ ? ask(Phase::pinging, "PING", now) : ask(Phase::attaching, "ATTACH", now);
    if (connected()) return lose("hostapd does not answer", now);
    return lose("no answer to ATTACH (may hostapd write to our socket?)", now + retry_interval);
}

HostapdStep HostapdSession::on(const Sighting& sighting, TimePoint /*now*/) {
    HostapdStep step;
    see(step, sighting);
    return step;
}

HostapdStep HostapdSession::on(HostapdNotice notice, TimePoint now) {
    if (notice == HostapdNotice::other) return {};
    return lose("hostapd terminates", now + retry_interval);
}

HostapdStep HostapdSession::on(HostapdAnswer answer, TimePoint now) {
    using enum HostapdAnswer;
    if (phase_ == Phase::attaching && answer == ok) return attached(now);
    if (phase_ == Phase::pinging && answer == pong) return watch(now);
    if (phase_ == Phase::listing && answer == empty) return complete(now);
    // The station behind which the list would go on has left: again from its beginning, and not in a hurry.
    if (phase_ == Phase::listing && answer == fail) return list_later(retry_interval, now);
    if (phase_ == Phase::listing && answer == unknown_command) return list_later(list_interval, now);
    return drop(HostapdDrop::unexpected);
}

HostapdStep HostapdSession::on(const HostapdStation& station, TimePoint now) {
    if (phase_ != Phase::listing) return drop(HostapdDrop::unexpected);
    if (++listed_ > maximum_stations) return list_later(list_interval, now);
    auto step = ask(Phase::listing, "STA-NEXT " + base::to_string(station.mac), now);
    if (station.authorized) see(step, {.mac = station.mac});
    return step;
}

HostapdStep HostapdSession::ask(Phase phase, std::string request, TimePoint now) {
    phase_ = phase;
    deadline_ = now + answer_limit;
    return {.request = std::move(request)};
}

HostapdStep HostapdSession::attached(TimePoint now) {
    listed_ = 0;
    unconfirmed_ = present_;
    auto step = ask(Phase::listing, "STA-FIRST", now);
    become(step, {.connected = true});
    return step;
}

HostapdStep HostapdSession::complete(TimePoint now) {
    auto step = list_later(list_interval, now);
    for (const auto& mac : std::exchange(unconfirmed_, {})) see(step, {.mac = mac, .present = false});
    return step;
}

HostapdStep HostapdSession::list_later(std::chrono::seconds delay, TimePoint now) {
    next_list_ = now + delay;
    return watch(now);
}

HostapdStep HostapdSession::watch(TimePoint now) {
    phase_ = Phase::watching;
    deadline_ = std::min(now + ping_interval, next_list_);
    return {};
}

HostapdStep HostapdSession::drop(HostapdDrop reason) {
    ++drops_[reason];
    return {};
}

HostapdStep HostapdSession::lose(std::string why, TimePoint retry) {
    phase_ = Phase::lost;
    deadline_ = retry;
    HostapdStep step;
    become(step, {.why = std::move(why)});
    return step;
}

void HostapdSession::become(HostapdStep& step, HostapdState state) {
    if (state_ == state) return;
    state_ = std::move(state);
    step.change = state_;
}

void HostapdSession::see(HostapdStep& step, const Sighting& sighting) {
    const auto& mac = sighting.mac;
    unconfirmed_.erase(mac);
    if (sighting.present && present_.size() == maximum_stations && !present_.contains(mac)) {
        ++drops_[HostapdDrop::too_many];
        return;
    }
    const bool changed = sighting.present ? present_.insert(mac).second : present_.erase(mac) != 0;
    if (changed) step.sightings.push_back(sighting);
}

} // namespace magd::access
