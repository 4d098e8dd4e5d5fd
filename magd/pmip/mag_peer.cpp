#include "magd/pmip/mag_peer.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pmip {
namespace {

/// So many updates may go at once after a quiet time, as this time's worth of the rate.
constexpr Milliseconds burst{100};

/// Answers kept: a bound for an LMA that asks without end.
constexpr std::size_t answers_kept = 32;

/// Partings kept that are not answered: a silent LMA answers none.
constexpr std::size_t parted_kept = 1024;

void apply(PeerTimers& timers, const ReregistrationControl& control) {
    timers.refresh_before = control.start * lifetime_unit;
    timers.initial_bindack_timeout = Seconds{control.initial_retransmission};
    timers.max_bindack_timeout =
        std::max(timers.initial_bindack_timeout, Milliseconds{Seconds{control.maximum_retransmission}});
}
void apply(PeerTimers& timers, const HeartbeatControl& control) {
    timers.heartbeat_interval = Seconds{control.interval};
    timers.heartbeat_delay = Seconds{control.retransmission_delay};
    timers.heartbeat_retries = control.maximum_retransmissions;
}
void apply(PeerTimers&, const UnknownSubOption&) {}

} // namespace

TimePoint Peer::turn(TimePoint now, std::uint32_t rate) {
    free_turns.erase(free_turns.begin(), free_turns.lower_bound(now));
    if (!free_turns.empty()) return free_turns.extract(free_turns.begin()).value();
    const auto earliest = std::max(next_update, now - burst);
    next_update = earliest + std::chrono::nanoseconds{Seconds{1}} / rate;
    return std::max(earliest, now);
}

bool Peer::usable(TimePoint now) const {
    return !draining && !auth_refused && path != Path::down && (!held_down || *held_down <= now);
}

void Peer::obey(const LmaControlledParameters& parameters) {
    for (const auto& item : parameters.items)
        std::visit([this](const auto& control) { apply(timers, control); }, item);
}

void Peer::remember(TimePoint now, const Message& answer) {
    if (answered.size() == answers_kept) answered.pop_front();
    answered.push_back({.message = answer, .sent = now});
}

void Peer::remember(Parted gone) {
    if (parted.size() == parted_kept) parted.pop_front();
    parted.push_back(std::move(gone));
}

bool Peer::answers_parting(const ProxyBindingAck& ack, TimePoint now) {
    const auto* named = find<MobileNodeIdentifier>(ack.options);
    const auto at = std::ranges::find_if(parted, [&](const Parted& gone) {
        return gone.sequence == ack.sequence && named != nullptr && gone.mn_id == named->id &&
               now - gone.sent < answer_kept;
    });
    if (at == parted.end()) return false;
    parted.erase(at);
    return true;
}

std::string_view name(Peer::Path path) {
    switch (path) {
    case Peer::Path::unknown: return "unknown";
    case Peer::Path::up: return "up";
    case Peer::Path::down: return "down";
    }
    assert(false);
    return "";
}

Peer make_peer(const MagSettings& settings, const LmaSettings& lma) {
    Peer peer;
    peer.timers = {.refresh_before = settings.refresh_before,
                   .initial_bindack_timeout = settings.initial_bindack_timeout,
                   .max_bindack_timeout = settings.max_bindack_timeout,
                   .heartbeat_interval = lma.heartbeat_interval,
                   .heartbeat_delay = lma.heartbeat_delay,
                   .heartbeat_retries = lma.heartbeat_retries};
    return peer;
}

} // namespace pmip
