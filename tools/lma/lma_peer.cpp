#include <fmt/format.h>

#include "tools/lma/lma_turn.hpp"
#include "tools/lma/update_check.hpp"

/// What MAGs say besides PBUs.
namespace lma {

using pmip::BindingRevocation;
using pmip::Heartbeat;
using pmip::RevocationStatus;

namespace {

/// What it says of the session: gone, or never there.
bool ended(RevocationStatus status) {
    return std::to_underlying(status) < 128 || status == RevocationStatus::binding_does_not_exist;
}

} // namespace

/// Requests are always answered (RFC 5847 section 3.2). A MAG that lost its state has no use
/// for the sessions that it had: they can be revived, as after a de-registration.
void Lma::take(const MessageIn& in, const Heartbeat& message, Turn& turn) {
    if (!authorised(settings_, in.from)) return;
    if ((message.flags & Heartbeat::response) == 0)
        return turn.send({.to = in.from,
                          .port = in.port,
                          .message = Heartbeat{.flags = Heartbeat::response,
                                               .sequence = message.sequence,
                                               .options = {pmip::RestartCounter{restart_counter_}}}});
    const auto lost = peers_.answered(in.from, message, turn.now.steady);
    if (!lost) return;
    turn.note(pmip::Note::Level::warning, base::to_string(in.from) + " has restarted");
    for (const auto& entry : cache_.of(in.from))
        if (!entry.deregistered && entry.updated <= *lost) let_go(entry, turn);
}

static std::string told(const MessageIn& in) {
    return fmt::format("{} from {}", pmip::describe(in.message), base::to_string(in.from));
}

void Lma::take(const MessageIn& in, const pmip::BindingError& message, Turn& turn) {
    turn.note(pmip::Note::Level::warning, [&] { return told(in); });
    if (message.status == pmip::BindingErrorStatus::unknown_mh_type) peers_.mute(in.from);
}

/// An answer, or a MAG that gives up all its sessions (RFC 5846 section 9.2).
void Lma::take(const MessageIn& in, const BindingRevocation& message, Turn& turn) {
    turn.note(pmip::Note::Level::info, [&] { return told(in); });
    if (message.type == BindingRevocation::Type::indication) return revoked_by_mag(in, message, turn);
    const auto pending = pending_.take<BindingRevocation>(message.sequence, in.from);
    if (!pending) return;
    const auto status = RevocationStatus{message.code};
    if (ended(status)) revoked(*pending, turn);
    if (pending->undecided == 0) return;
    const auto* session = cache_.find(pending->undecided);
    const bool gone = session != nullptr && ended(status);
    if (gone && !session->deregistered) let_go(*session, turn);
    resume(pending->undecided, gone, turn);
}

void Lma::revoked_by_mag(const MessageIn& in, const BindingRevocation& message, Turn& turn) {
    if (!authorised(settings_, in.from)) return;
    const bool all = (message.flags & BindingRevocation::global) != 0 &&
                     message.code == std::to_underlying(pmip::RevocationTrigger::per_peer_policy);
    if (all)
        for (const auto& entry : cache_.of(in.from)) remove(entry, turn);
    auto ack = message;
    ack.type = BindingRevocation::Type::acknowledgement;
    ack.code = std::to_underlying(all ? RevocationStatus::success : RevocationStatus::function_not_supported);
    turn.send({.to = in.from, .port = in.port, .message = std::move(ack)});
}

void Lma::take(const MessageIn& in, const pmip::UpdateNotificationAck& message, Turn& turn) {
    if (pending_.take<pmip::UpdateNotification>(message.sequence, in.from))
        turn.note(pmip::Note::Level::info, [&] { return told(in); });
}

void Lma::take(const MessageIn& in, const pmip::LocalizedRoutingAck& message, Turn& turn) {
    if (pending_.take<pmip::LocalizedRoutingInitiation>(message.sequence, in.from))
        turn.note(pmip::Note::Level::info, [&] { return told(in); });
}

} // namespace lma
