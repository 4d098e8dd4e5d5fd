#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// What LMAs say. Each message costs a bounded number of lookups, whatever is in it.
namespace pmip {
namespace {

/// Whether an update to this LMA that is outstanding has the number. After a resynchronisation it may
/// be one that a parting had, too.
bool awaits(const Binding* binding, const std::string& lma, std::uint16_t sequence) {
    return binding != nullptr && binding->lma == lma && binding->exchange &&
           std::ranges::count(binding->exchange->copies, sequence, &Exchange::Copy::sequence) != 0;
}

} // namespace

void Mag::handle(const MessageIn& event, const Call& call) {
    const auto& lmas = shared_.settings.lmas;
    const auto lma =
        std::ranges::find_if(lmas, [&](const auto& entry) { return entry.second.address == event.from; });
    if (lma == lmas.end()) {
        const bool ack = std::holds_alternative<ProxyBindingAck>(event.message);
        ++shared_.counters[ack ? Counter::drop_pba_unknown_peer : Counter::drop_unknown_peer];
        return;
    }
    const Heard heard{
        .from = event.from, .lma = lma->first, .peer = shared_.peers.at(lma->first), .call = call};
    std::visit([&](const auto& message) { take(message, heard); }, event.message);
}

/// Anybody may send such an answer, so nothing changes but what the operator reads.
void Mag::handle(const UnauthenticAnswer& event, const Call& call) {
    for (const auto& [name, lma] : shared_.settings.lmas) {
        if (lma.address != event.from) continue;
        ++shared_.peers.at(name).unauthentic_answers;
        auto* binding = addressee(event.ack);
        if (binding != nullptr && binding->lma == name)
            work(*binding, call, [&](Turn& turn) { turn.unauthentic(event.spi); });
    }
}

void Mag::send(const Message& message, const Heard& heard) {
    heard.call.actions.emplace_back(Send{.to = heard.from, .message = message});
}

/// A message that an LMA starts may carry the time (RFC 5213 section 8.8). One that is older than
/// the window allows was heard before, or comes from a clock that is wrong.
bool Mag::replayed(const std::vector<Option>& options, const Heard& heard) {
    const auto* timestamp = pmip::find<Timestamp>(options);
    if (timestamp == nullptr) return false;
    const auto here = timestamp_value(heard.call.now.wall);
    const auto apart = std::max(here, timestamp->value) - std::min(here, timestamp->value);
    if (apart <= static_cast<std::uint64_t>(shared_.settings.replay_window.count()) << 16) return false;
    ++shared_.counters[Counter::drop_replayed];
    heard.call.actions.emplace_back(
        LmaNote{.lma = heard.lma,
                .level = Note::Level::debug,
                .text = fmt::format("message ignored: its time is {} s from this clock's", apart >> 16)});
    return true;
}

void Mag::take(const ProxyBindingAck& ack, const Heard& heard) {
    if ((ack.flags & pba_flag::proxy) == 0) {
        ++shared_.counters[Counter::drop_pba_not_proxy];
        return;
    }
    if (bulk_answered(ack, heard)) return;
    auto* binding = addressee(ack);
    if (!awaits(binding, heard.lma, ack.sequence) && heard.peer.answers_parting(ack, heard.call.now.steady)) {
        ++shared_.counters[accepted(ack.status) ? Counter::pba_accepted : Counter::pba_rejected];
    } else if (binding != nullptr) {
        work(*binding, heard.call, [&](Turn& turn) { turn.answer(heard.lma, ack); });
    } else {
        ++shared_.counters[Counter::drop_pba_unknown_binding];
    }
}

/// RFC 5847 section 3.2: a request is always answered.
void Mag::take(const Heartbeat& heartbeat, const Heard& heard) {
    if ((heartbeat.flags & Heartbeat::response) != 0) return beat_answered(heartbeat, heard);
    ++shared_.counters[Counter::heartbeat_request_received];
    send(Heartbeat{.flags = Heartbeat::response,
                   .sequence = heartbeat.sequence,
                   .options = {RestartCounter{shared_.settings.restart_counter}}},
         heard);
}

/// Status 2 while a heartbeat is out: the LMA knows none (RFC 5847 section 3.1).
void Mag::take(const BindingError& error, const Heard& heard) {
    ++shared_.counters[Counter::binding_error_received];
    auto& beat = heard.peer.beat;
    if (error.status != BindingErrorStatus::unknown_mh_type || beat.unanswered == 0 || beat.unsupported)
        return;
    beat = {.sequence = beat.sequence, .sent = beat.sent, .next = {}, .round_trip = {}, .unsupported = true};
    heard.peer.path = Peer::Path::unknown;
    heard.call.actions.emplace_back(
        LmaNote{.lma = heard.lma, .level = Note::Level::warning, .text = "knows no heartbeat: none is sent"});
}

/// What only a MAG sends, or answers what this one never asks.
void Mag::take(const ProxyBindingUpdate&, const Heard&) { ++shared_.counters[Counter::drop_unexpected]; }
void Mag::take(const LocalizedRoutingAck&, const Heard&) { ++shared_.counters[Counter::drop_unexpected]; }
void Mag::take(const UpdateNotificationAck&, const Heard&) { ++shared_.counters[Counter::drop_unexpected]; }

} // namespace pmip
