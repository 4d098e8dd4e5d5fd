#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"

/// Heartbeats and what they tell of an LMA, RFC 5847.
namespace pmip {
namespace {

/// At once, so that the LMA's restart counter is known before it restarts; but not more often than
/// at the interval, however often its only session comes and goes.
TimePoint first_beat(const Peer::Beat& beat, Seconds interval, TimePoint now) {
    return beat.sequence == 0 ? now : std::max(now, beat.sent + interval);
}

} // namespace

/// After work on a binding, which is what sessions begin and end with.
/// Heartbeats go to an LMA only while it holds a session (RFC 5847 section 3.1). Of an LMA with
/// none nothing is known, so that it may be asked again.
void Mag::mind_peers(const Call& call) {
    for (auto& [lma, peer] : shared_.peers) {
        auto& beat = peer.beat;
        const bool wanted = shared_.index.sessions(lma) != 0 && !beat.unsupported &&
                            peer.timers.heartbeat_interval != Seconds{};
        if (wanted && !beat.next) {
            beat.next = first_beat(beat, peer.timers.heartbeat_interval, call.now.steady);
        } else if (!wanted && beat.next) {
            beat.next.reset();
            beat.unanswered = 0;
            peer.path = Peer::Path::unknown;
        }
    }
}

/// Section 3.3: one more miss for each request that the next one overtakes.
void Mag::beat(const std::string& lma, Peer& peer, const Call& call) {
    auto& beat = peer.beat;
    const auto& timers = peer.timers;
    if (beat.unanswered > timers.heartbeat_retries && peer.path != Peer::Path::down)
        path_down(lma, peer, call);
    if (!beat.next) return; // its last client has gone to another LMA
    ++shared_.counters[Counter::heartbeat_request_sent];
    call.actions.emplace_back(Send{.to = shared_.settings.lmas.at(lma).address,
                                   .message = Heartbeat{.sequence = ++beat.sequence, .options = {}}});
    ++beat.unanswered;
    beat.sent = call.now.steady;
    const bool hurry = peer.path != Peer::Path::down && timers.heartbeat_delay != Seconds{};
    beat.next = call.now.steady + (hurry ? std::min(timers.heartbeat_delay, timers.heartbeat_interval)
                                         : timers.heartbeat_interval);
}

void Mag::beat_answered(const Heartbeat& response, const Heard& heard) {
    auto& peer = heard.peer;
    auto& beat = peer.beat;
    const auto& call = heard.call;
    const bool unsolicited = (response.flags & Heartbeat::unsolicited) != 0;
    const bool ours = beat.unanswered != 0 && beat.sequence - response.sequence < beat.unanswered;
    if (!unsolicited && !ours) {
        ++shared_.counters[Counter::drop_heartbeat_unmatched];
        return;
    }
    ++shared_.counters[Counter::heartbeat_response_received];
    if (ours) {
        if (response.sequence == beat.sequence)
            beat.round_trip = std::chrono::duration_cast<Milliseconds>(call.now.steady - beat.sent);
        beat.unanswered = 0;
        if (beat.next) beat.next = call.now.steady + peer.timers.heartbeat_interval;
        if (peer.path == Peer::Path::down) path_up(heard);
        peer.path = Peer::Path::up;
    }
    const auto* counter = pmip::find<RestartCounter>(response.options);
    if (counter == nullptr) return;
    const bool changed = peer.restart_counter && *peer.restart_counter != counter->counter;
    peer.restart_counter = counter->counter;
    if (changed) restarted(heard.lma, call);
}

/// The LMA has lost its sessions. Each registers again, in its turn; forwarding goes on meanwhile.
void Mag::restarted(const std::string& lma, const Call& call) {
    ++shared_.counters[Counter::lma_restarted];
    shared_.peers.at(lma).answered.clear(); // its sequence numbers begin anew
    shared_.peers.at(lma).bulk.clear();
    call.actions.emplace_back(LmaNote{.lma = lma,
                                      .level = Note::Level::warning,
                                      .text = "has restarted: its clients are registered again"});
    for (const auto& mac : shared_.index.by_lma(lma))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.forgotten(); });
}

/// Clients of a realm with another LMA move there; those of others stay, and so do their packets.
void Mag::path_down(const std::string& lma, Peer& peer, const Call& call) {
    ++shared_.counters[Counter::lma_path_down];
    peer.path = Peer::Path::down;
    peer.held_down = call.now.steady + shared_.settings.lma_hold_down; // once its clients have gone
    call.actions.emplace_back(
        LmaNote{.lma = lma,
                .level = Note::Level::error,
                .text = fmt::format("answers no heartbeat, {} were sent", peer.beat.unanswered)});
    for (const auto& mac : shared_.index.by_lma(lma))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.path_lost(); });
}

void Mag::path_up(const Heard& heard) {
    heard.peer.held_down.reset();
    heard.call.actions.emplace_back(LmaNote{.lma = heard.lma, .text = "answers again"});
    for (const auto& mac : shared_.index.by_lma(heard.lma))
        work(bindings_.at(mac), heard.call, [](Turn& turn) { turn.path_back(); });
}

} // namespace pmip
