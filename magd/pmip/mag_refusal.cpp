#include <fmt/format.h>

#include "magd/pmip/mag_turn.hpp"

/// Answers to a PBA with a status of 128 or more.
namespace pmip {
namespace {

/// RFC 6275 section 9.5.1: modulo 2^16, the half behind `last` is not greater.
bool greater(std::uint16_t sequence, std::uint16_t last) {
    return static_cast<std::uint16_t>(last - sequence) > 32768;
}

bool about_order(Reaction reaction) {
    return reaction == Reaction::resend || reaction == Reaction::resynchronise;
}

} // namespace

void Turn::refuse(const Exchange::Copy* copy, const ProxyBindingAck& ack) {
    ++mag_.counters[Counter::pba_rejected];
    const auto refusal =
        fmt::format("{} refused: {} {}", lma(), std::to_underlying(ack.status), name(ack.status));
    const auto reaction = reaction_to(ack.status);
    auto& exchange = *binding_.exchange;
    if (about_order(reaction)) {
        if (copy != nullptr && copy->sequence != exchange.copies.back().sequence)
            return drop(Counter::drop_pba_overtaken, refusal + " of a copy that a newer one has overtaken");
        if (reaction == Reaction::resynchronise && !greater(mag_.sequence, ack.sequence))
            mag_.sequence = static_cast<std::uint16_t>(ack.sequence + 1);
        if (exchange.resends < max_resends && !exchange.muted) return resend(refusal);
    }
    if (exchange.kind == Exchange::Kind::deregistration) {
        note(Note::Level::warning, refusal);
        return binding_.phase == Phase::disconnecting ? left(refusal) : close();
    }
    if (exchange.kind == Exchange::Kind::refresh &&
        (about_order(reaction) || reaction == Reaction::retry_in_order))
        return postpone_refresh(refusal);
    give_up(reaction, refusal);
}

/// A copy more in the same exchange: an answer to an earlier one may still come.
void Turn::resend(const std::string& refusal) {
    note(Note::Level::warning, refusal + "; sent again");
    ++binding_.exchange->resends;
    binding_.exchange->timeout = settings().initial_bindack_timeout;
    send_copy();
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
    binding_.exchange.reset();
    if (reaction == Reaction::administrative) {
        block(refusal);
    } else if (reaction == Reaction::ask_any && had_address) {
        withdraw();
        note(Note::Level::warning, refusal + "; asking for any address");
        return start();
    } else {
        pause(refusal);
    }
    close();
}

} // namespace pmip
