#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_verdict.hpp"

/// PBAs, checked in the order of RFC 5213 section 6.9.1.2.
namespace pmip {

void Turn::answer(const base::Address& from, const ProxyBindingAck& ack) {
    if (settings().lmas.at(lma()).address != from)
        return drop(Counter::drop_pba_unknown_peer, "it comes from another LMA");
    const auto* copy = match(ack);
    if (!credible(copy, ack)) return;
    if (lacks_echo(binding_.profile, copy != nullptr && copy->timestamp != 0, ack))
        ++mag_.counters[Counter::pba_echo_missing];
    if (!accepted(ack.status)) return refuse(copy, ack);
    accept(*copy, ack);
}

const Exchange::Copy* Turn::match(const ProxyBindingAck& ack) const {
    if (!binding_.exchange) return nullptr;
    const auto& copies = binding_.exchange->copies;
    const auto at = std::ranges::find(copies, ack.sequence, &Exchange::Copy::sequence);
    return at == copies.end() ? nullptr : &*at;
}

/// Whether this answers an update that is outstanding. Status 135 carries the LMA's sequence
/// number instead of ours, so it counts for the newest copy.
bool Turn::credible(const Exchange::Copy* copy, const ProxyBindingAck& ack) {
    const bool foreign_sequence = ack.status == Status::sequence_number_out_of_window && binding_.exchange;
    if (copy == nullptr && !foreign_sequence) {
        drop(Counter::drop_pba_unmatched_sequence,
             fmt::format("sequence {} is of no outstanding update", ack.sequence));
        return false;
    }
    if (const auto wrong = contradiction(binding_.profile, binding_.exchange->handoff, ack)) {
        mute(*wrong);
        return false;
    }
    const auto* timestamp = find<Timestamp>(ack.options);
    const auto sent = copy != nullptr ? copy->timestamp : binding_.exchange->copies.back().timestamp;
    const bool echoed = accepted(ack.status) || copy == nullptr; // other refusals may tell the LMA's time
    if (echoed && timestamp != nullptr && sent != 0 && timestamp->value != sent) {
        drop(Counter::drop_pba_timestamp, "its Timestamp is not the one sent");
        return false;
    }
    return true;
}

void Turn::drop(Counter counter, std::string why) {
    ++mag_.counters[counter];
    note(Note::Level::debug, "PBA ignored: " + std::move(why)); // whoever replays must not fill the log
}

void Turn::mute(const std::string& contradiction) {
    ++mag_.counters[Counter::drop_pba_contradicts_pbu];
    if (std::exchange(binding_.exchange->muted, true)) return;
    const auto reason = fmt::format(
        "{} answered with {}; no further update until an operator attaches the client", lma(), contradiction);
    note(Note::Level::error, "PBA ignored: " + reason);
    if (binding_.exchange->kind != Exchange::Kind::deregistration) binding_.reason = reason;
}

void Turn::accept(const Exchange::Copy& copy, const ProxyBindingAck& ack) {
    ++mag_.counters[Counter::pba_accepted];
    if (binding_.exchange->kind != Exchange::Kind::deregistration) return install(copy, ack);
    note(Note::Level::info, fmt::format("PBA received from {}: de-registered", lma()));
    if (binding_.phase == Phase::disconnecting) return left("de-registered");
    close();
}

/// The lifetime counts from when the update was sent (RFC 6275 section 11.7.3).
void Turn::install(const Exchange::Copy& copy, const ProxyBindingAck& ack) {
    const auto given = granted(ack, settings().lifetime);
    const bool taken = given && mag_.index.carried(lma(), given->session.home_address.address);
    if (!given || taken) {
        ++mag_.counters[Counter::pba_unusable];
        return fail(fmt::format("{} accepted with {}", lma(),
                                given ? "the address of another client" : given.error()));
    }
    note(Note::Level::info,
         fmt::format("PBA received from {}, accepted: home address {}, default router {}, lifetime {} s, "
                     "GRE key upstream {}, downstream {}",
                     lma(), to_string(given->session.home_address), to_string(given->session.default_router),
                     given->lifetime.count(), given->uplink_key, binding_.downlink_key));
    binding_.lifetime = given->lifetime;
    binding_.expires = copy.sent + given->lifetime;
    binding_.refresh_at = *binding_.expires - std::min(settings().refresh_before, given->lifetime / 4);
    binding_.exchange.reset();

    const bool other_address = binding_.wanted && binding_.ipv4 != given->session;
    const bool other_key = binding_.wanted && binding_.uplink_key != given->uplink_key;
    binding_.ipv4 = given->session;
    binding_.uplink_key = given->uplink_key;
    if (other_address)
        actions_.emplace_back(Detached{binding_.profile.mac}); // it must ask for its address anew
    if (!binding_.wanted)
        program({});
    else if (other_address)
        program(lma() + " assigned another address");
    else if (other_key)
        program(lma() + " assigned another GRE key");
    else
        enter(binding_.programmed ? Phase::active : Phase::init);
    if (binding_.programmed) binding_.retry_backoff = {};
}

} // namespace pmip
