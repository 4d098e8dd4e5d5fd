#include "tools/lma/peers.hpp"

#include <utility>

namespace lma {

using pmip::Heartbeat;
using pmip::TimePoint;

void Peers::meet(const base::Address& mag, std::uint16_t port, TimePoint now) {
    const auto [at, fresh] = peers_.try_emplace(mag);
    at->second.port = port;
    if (fresh) at->second.next = now + interval_;
}

void Peers::mute(const base::Address& mag) {
    const auto at = peers_.find(mag);
    if (at != peers_.end()) at->second.mute = true;
}

bool Peers::wanted(const base::Address& mag, const Peer& peer, const Serves& serves) const {
    return interval_ != pmip::Seconds{0} && !peer.mute && serves(mag);
}

std::vector<Peers::Beat> Peers::due(TimePoint now, const Serves& serves) {
    std::vector<Beat> out;
    for (auto& [mag, peer] : peers_) {
        if (peer.next > now || !wanted(mag, peer, serves)) continue;
        if (peer.awaiting) ++peer.missed;
        peer.awaiting = true;
        peer.next = now + interval_;
        out.push_back({.send = {.to = mag,
                                .port = peer.port,
                                .message = Heartbeat{.sequence = ++peer.sequence, .options = {}}},
                       .dead = peer.missed == allowed_ + 1});
    }
    return out;
}

std::optional<TimePoint> Peers::deadline(const Serves& serves) const {
    std::optional<TimePoint> first;
    for (const auto& [mag, peer] : peers_)
        if ((!first || peer.next < *first) && wanted(mag, peer, serves)) first = peer.next;
    return first;
}

/// Unsolicited responses have no request to match (section 3.3).
std::optional<TimePoint> Peers::answered(const base::Address& mag, const Heartbeat& response, TimePoint now) {
    const auto at = peers_.find(mag);
    if (at == peers_.end()) return std::nullopt;
    auto& peer = at->second;
    const bool unsolicited = (response.flags & Heartbeat::unsolicited) != 0;
    if (!unsolicited && response.sequence != peer.sequence) return std::nullopt;
    peer.missed = 0;
    peer.awaiting = false;
    const auto* counter = pmip::find<pmip::RestartCounter>(response.options);
    const auto last_heard = std::exchange(peer.heard, now);
    if (counter == nullptr) return std::nullopt;
    const auto known = std::exchange(peer.restart_counter, counter->counter);
    if (!known || *known == counter->counter) return std::nullopt;
    return last_heard;
}

} // namespace lma
