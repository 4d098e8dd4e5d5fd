#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"

/// What the kernel and the client are told, and when an attempt is made again.
namespace pmip {

void Turn::enter(Phase phase, std::string reason, Note::Level level) {
    if (phase != binding_.phase) {
        note(level, [&] {
            return fmt::format("binding {} -> {}{}{}", name(binding_.phase), name(phase),
                               reason.empty() ? "" : ": ", reason);
        });
        binding_.since = now_.steady;
    }
    binding_.phase = phase;
    binding_.reason = std::move(reason);
}

/// The client hears nothing until the kernel says that it carries the new generation.
void Turn::program(std::string reason) {
    binding_.generation = ++mag_.generation;
    binding_.wanted = true;
    binding_.programmed = false;
    enter(Phase::init, std::move(reason));
    actions_.emplace_back(Want{binding_});
}

/// What is left of the session goes on, in the kernel too.
void Turn::drop_ipv4(const std::string& why) {
    binding_.ipv4.reset();
    binding_.lease = {};
    binding_.offload.reset();
    binding_.shortfall = why;
    program(why);
}

/// Ends the client's service, the kernel first; the protocol's part is the caller's.
void Turn::withdraw() {
    if (binding_.wanted) actions_.emplace_back(Unwant{binding_.profile.mac});
    binding_.wanted = binding_.programmed = false;
    binding_.expires.reset();
    binding_.refresh_at.reset();
    actions_.emplace_back(Detached{binding_.profile.mac});
}

Seconds Turn::next_backoff() {
    auto& backoff = binding_.retry_backoff;
    backoff = backoff == Seconds{} ? settings().initial_retry : std::min(2 * backoff, settings().max_retry);
    return backoff;
}

/// No session; a new attempt later.
void Turn::pause(const std::string& reason, Seconds wait) {
    withdraw();
    binding_.retry_at = now_.steady + wait;
    enter(Phase::null, fmt::format("{}; next attempt in {} s", reason, wait.count()), Note::Level::warning);
}

/// No session, and no attempt until an operator asks.
void Turn::block(const std::string& reason) {
    withdraw();
    binding_.blocked = true;
    binding_.retry_at.reset();
    enter(Phase::null, reason + "; no further attempt until an operator attaches the client",
          Note::Level::error);
}

/// The LMA holds a session that this gateway cannot carry: it is given back, and asked for
/// again later. An LMA that refuses the authentication is told nothing: its session runs out.
void Turn::fail(const std::string& reason) {
    pause(reason, next_backoff());
    peer().auth_refused ? close() : open(Exchange::Kind::deregistration, Handoff::unknown);
}

} // namespace pmip
