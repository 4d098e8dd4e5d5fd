#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// Answers to a PBA with a status of 128 or more.
namespace pmip {
namespace {

/// RFC 6275 section 9.5.1: modulo 2^16, the half behind `last` is not greater.
bool greater(std::uint16_t sequence, std::uint16_t last) {
    return static_cast<std::uint16_t>(last - sequence) > 32768;
}

/// Seconds between clocks that are as good as synchronised.
constexpr double clock_tolerance = 0.1;

double seconds_between(std::uint64_t a, std::uint64_t b) {
    constexpr double second = 65536;
    return static_cast<double>(std::max(a, b) - std::min(a, b)) / second;
}

/// The LMA's operator has turned the client away.
bool administrative(RevocationTrigger trigger) {
    return trigger == RevocationTrigger::administrative || trigger == RevocationTrigger::per_peer_policy ||
           trigger == RevocationTrigger::local_mobility_node_policy;
}

bool about_order(Reaction reaction) {
    return reaction == Reaction::resend || reaction == Reaction::resynchronise;
}

} // namespace

void Turn::refuse(const Exchange::Copy* copy, const ProxyBindingAck& ack) {
    ++mag_.counters[Counter::pba_rejected];
    const auto refusal = fmt::format("{} refused: {} {}{}", lma(), std::to_underlying(ack.status),
                                     name(ack.status), clock_fault(copy, ack));
    const auto reaction = reaction_to(ack.status);
    if (reaction == Reaction::shun_lma && !std::exchange(peer().auth_refused, true))
        actions_.emplace_back(LmaNote{.lma = lma(), .level = Note::Level::error, .text = shunning()});
    auto& exchange = *binding_.exchange;
    if (about_order(reaction)) {
        if (copy != nullptr && copy->sequence != exchange.copies.back().sequence)
            return drop(Counter::drop_pba_overtaken, refusal + " of a copy that a newer one has overtaken");
        if (reaction == Reaction::resynchronise && !greater(mag_.sequence, ack.sequence))
            mag_.sequence = static_cast<std::uint16_t>(ack.sequence + 1);
        if (exchange.resends < max_resends && !exchange.muted) return resend(refusal);
    }
    if (ends(exchange.kind)) {
        note(Note::Level::warning, refusal);
        return ended(refusal);
    }
    if (exchange.muted) return refuse_muted(reaction, refusal);
    if (clock_corrected(copy, ack) || waive(reaction)) return resend(refusal);
    if (exchange.kind == Exchange::Kind::refresh &&
        (about_order(reaction) || reaction == Reaction::retry_in_order))
        return postpone_refresh(refusal);
    give_up(reaction, refusal);
}

/// An earlier answer contradicted the update, so nothing follows without an operator (RFC 5213 section
/// 6.9.1.2). A session whose order alone was refused stands until its lifetime ends.
void Turn::refuse_muted(Reaction reaction, const std::string& refusal) {
    const bool stands = binding_.exchange->kind == Exchange::Kind::refresh &&
                        (about_order(reaction) || reaction == Reaction::retry_in_order);
    if (stands) return note(Note::Level::warning, refusal);
    block(refusal);
    close();
}

/// RFC 5213 section 6.9.1.2: the clocks of both must meet, and neither is set from the other. Such
/// an answer tells the LMA's time (section 5.5).
std::string Turn::clock_fault(const Exchange::Copy* copy, const ProxyBindingAck& ack) const {
    const bool lower = ack.status == Status::timestamp_lower_than_prev_accepted;
    if (ack.status != Status::timestamp_mismatch && !lower) return {};
    const auto here = timestamp_value(now_.wall);
    if (copy != nullptr && seconds_between(here, copy->timestamp) > clock_tolerance && here < copy->timestamp)
        return fmt::format("; this clock went back by {:.1f} s", seconds_between(here, copy->timestamp));
    const auto* timestamp = find<Timestamp>(ack.options);
    // The LMA read its clock while the answer was awaited; about half-way is the best guess.
    const auto awaited = copy == nullptr ? TimePoint::duration{} : now_.steady - copy->sent;
    const auto then = timestamp_value(now_.wall - awaited / 2);
    const auto apart = timestamp == nullptr ? 0 : seconds_between(then, timestamp->value);
    if (apart >= clock_tolerance)
        return fmt::format("; this clock is {:.1f} s {} the LMA's: synchronise both", apart,
                           timestamp->value > then ? "behind" : "ahead of");
    return lower ? "; an update with a later time was accepted before: synchronise the clocks of all gateways"
                 : "";
}

/// What the LMA found to be off its clock no longer counts there. True if this clock was ahead when
/// it was sent and has been put right since, so that a new copy is in order.
bool Turn::clock_corrected(const Exchange::Copy* copy, const ProxyBindingAck& ack) {
    if (ack.status != Status::timestamp_mismatch || copy == nullptr) return false;
    binding_.timestamps.mismatch();
    const bool once = binding_.exchange->resends < max_resends;
    const auto next = std::max(timestamp_value(now_.wall), binding_.timestamps.accepted + 1);
    // Copies of one moment are ahead of it by a little each.
    return once && copy->timestamp > next && seconds_between(copy->timestamp, next) > clock_tolerance;
}

/// What the next update does without, so that the LMA may take it. False if there is nothing to
/// be left out that was in the last one.
bool Turn::waive(Reaction reaction) {
    auto& waived = binding_.waived;
    switch (reaction) {
    case Reaction::waive_udp:
        if (!forces_udp(settings(), binding_)) return false;
        return waived.force_udp = true;
    case Reaction::waive_ipv4:
        if (!asks_ipv4(binding_) || !asks_ipv6(binding_)) return false;
        return bar(binding_).ipv4 = true;
    case Reaction::waive_ipv6:
        if (!asks_ipv4(binding_) || !asks_ipv6(binding_)) return false;
        return bar(binding_).ipv6 = true;
    case Reaction::insist_on_gre: {
        const auto asked = asked_encapsulation(lma_settings(), peer(), waived);
        waived.gre = peer().without_gre = false;
        waived.plain = true;
        return asked != asked_encapsulation(lma_settings(), peer(), waived);
    }
    default: return false;
    }
}

/// A copy more in the same exchange: an answer to an earlier one may still come.
void Turn::resend(const std::string& refusal) {
    note(Note::Level::warning, refusal + "; sent again");
    ++binding_.exchange->resends;
    binding_.exchange->timeout = peer().timers.initial_bindack_timeout;
    send_in_turn();
}

/// The session stands at the LMA until its lifetime ends, so the client keeps its service.
void Turn::postpone_refresh(const std::string& refusal) {
    binding_.exchange.reset();
    const auto wait = next_backoff();
    binding_.refresh_at = now_.steady + wait;
    note(Note::Level::warning, refusal);
    enter(binding_.programmed ? Phase::active : Phase::init,
          fmt::format("{}; next attempt in {} s", refusal, wait.count()));
}

/// RFC 5213 section 6.9.1.2: a client whose registration is refused gets no service.
void Turn::give_up(Reaction reaction, const std::string& refusal) {
    const bool had_address = binding_.exchange->kind == Exchange::Kind::refresh;
    const bool elsewhere = reaction == Reaction::next_lma || reaction == Reaction::only_next_lma ||
                           reaction == Reaction::shun_lma;
    binding_.exchange.reset();
    if (elsewhere && next_lma(refusal)) return;
    if (reaction == Reaction::ask_any && had_address) {
        note(Note::Level::warning, refusal + "; asking for any address");
        return start();
    }
    const bool temporary = reaction == Reaction::retry || reaction == Reaction::retry_in_order ||
                           about_order(reaction) || reaction == Reaction::ask_any ||
                           reaction == Reaction::next_lma || reaction == Reaction::shun_lma;
    temporary ? pause(refusal, next_backoff()) : block(refusal);
    close();
}

/// RFC 4285 section 5.3: what one client's update showed holds for all updates to this LMA.
std::string Turn::shunning() const {
    return lma() + " refuses the authentication (status 146): no update is sent to it until an operator "
                   "reloads the configuration, undrains it or attaches a client";
}

/// An update was to be sent, or sent again, to an LMA that refuses the authentication.
void Turn::shun() {
    const auto kind = binding_.exchange->kind;
    if (ends(kind)) return ended(shunning());
    kind == Exchange::Kind::refresh ? postpone_refresh(shunning()) : give_up(Reaction::shun_lma, shunning());
}

/// The LMA may be asked again.
void Turn::retry_now() {
    if (binding_.phase == Phase::null && binding_.retry_at) binding_.retry_at = now_.steady;
    if (binding_.phase == Phase::active && binding_.retry_backoff != Seconds{})
        binding_.refresh_at = now_.steady;
}

/// RFC 5846 section 10.2. A client that the LMA's operator turns away does not come back by its
/// next packet; one whose session moved or ended elsewhere may.
void Turn::revoked(RevocationTrigger trigger) {
    const auto why =
        fmt::format("revoked by {}: trigger {} {}", lma(), std::to_underlying(trigger), name(trigger));
    if (!binding_.wanted) { // it was to end there anyway
        note(Note::Level::info, why);
        return binding_.phase == Phase::disconnecting ? left(why) : close();
    }
    binding_.exchange.reset();
    if (administrative(trigger)) {
        block(why);
        return close();
    }
    withdraw();
    if (trigger != RevocationTrigger::out_of_sync) return left(why);
    note(Note::Level::warning, why);
    start();
}

/// Section 9.1: the V flag. What is left of the session goes on.
void Turn::ipv4_revoked(RevocationTrigger trigger) {
    if (!binding_.ipv6 || !binding_.wanted) return revoked(trigger);
    note(Note::Level::warning, "IPv4 home address revoked by " + lma());
    (administrative(trigger) ? bar(binding_).ipv4 : binding_.waived.ipv4) = true;
    actions_.emplace_back(Detached{binding_.profile.mac});
    drop_ipv4("IPv4 revoked by " + lma());
}

} // namespace pmip
