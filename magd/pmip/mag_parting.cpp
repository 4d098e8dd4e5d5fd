#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// Sessions that are left behind at an LMA when the client goes on to another. They are ended there
/// by one update that is neither waited for nor repeated: the client's next session must not wait,
/// and the LMA was silent or is to be left in peace.
namespace pmip {
namespace {

SendPbu sent(MagShared& mag, const std::string& lma, Peer::Parting parting, TimePoint now) {
    ++mag.counters[Counter::pbu_deregistration_sent];
    const auto* named = find<MobileNodeIdentifier>(parting.update.options);
    mag.peers.at(lma).remember({.sequence = parting.update.sequence, .mn_id = named->id, .sent = now});
    return {.mac = parting.mac,
            .lma = lma,
            .to = mag.settings.lmas.at(lma).address,
            .update = std::move(parting.update),
            .kind = Exchange::Kind::deregistration};
}

} // namespace

/// Whether the LMA may hold a session: it gave one, or was asked and has not refused.
bool Turn::held() const {
    return binding_.wanted || (binding_.exchange && !binding_.exchange->copies.empty());
}

/// The update is made now, while the binding still says what the LMA holds, and goes in its turn.
void Turn::abandon() {
    if (!held() || peer().auth_refused) return;
    const auto open = std::exchange(
        binding_.exchange,
        Exchange{.kind = Exchange::Kind::deregistration, .copies = {}, .started = {}, .next = {}});
    const Exchange::Copy copy{
        .sequence = mag_.sequence++, .timestamp = fresh_timestamp(), .sent = now_.steady};
    auto update = build_pbu(settings(), binding_, copy);
    binding_.exchange = open;
    const auto due = peer().turn(now_.steady, lma_settings().update_rate);
    note(Note::Level::info,
         fmt::format("session left behind at {}: de-registered, seqNo {}", lma(), copy.sequence));
    Peer::Parting parting{
        .made = now_.steady, .due = due, .mac = binding_.profile.mac, .update = std::move(update)};
    if (due > now_.steady) return peer().partings.push_back(std::move(parting));
    actions_.emplace_back(sent(mag_, lma(), std::move(parting), now_.steady));
}

/// Sends what is due.
void Mag::mind_partings(const Call& call) {
    for (auto& [lma, peer] : shared_.peers)
        while (!peer.partings.empty() && peer.partings.front().due <= call.now.steady) {
            part(lma, std::move(peer.partings.front()), call);
            peer.partings.pop_front();
        }
}

/// Not if the client has come back meanwhile: it would end the new session.
void Mag::part(const std::string& lma, Peer::Parting parting, const Call& call) {
    const auto* binding = find(parting.mac);
    const bool back =
        binding != nullptr && binding->lma == lma && binding->last_pbu && parting.made < *binding->last_pbu;
    if (back) return;
    for (auto& option : parting.update.options) // the LMA compares it with its clock (RFC 5213 section 5.5)
        if (auto* timestamp = std::get_if<Timestamp>(&option))
            timestamp->value = std::max(timestamp->value, timestamp_value(call.now.wall));
    call.actions.emplace_back(sent(shared_, lma, std::move(parting), call.now.steady));
}

} // namespace pmip
