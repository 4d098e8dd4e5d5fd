#include <fmt/format.h>

#include "magd/pmip/mag_turn.hpp"

/// Clients that come, move and leave, and the kernel's word on them.
namespace pmip {
namespace {

/// All but the interface: the same client with the same identity, on the same kind of link.
bool same_session(Profile from, const Profile& to) {
    from.access = to.access;
    from.access_name = to.access_name;
    return from == to;
}

} // namespace

void Turn::link_up(const LinkUp& event) {
    const auto& profile = event.profile;
    if (binding_.phase == Phase::disconnecting && !same_session(binding_.profile, profile)) {
        binding_.next_profile = profile;
        return;
    }
    if (!same_session(binding_.profile, profile)) return replace(profile);
    if (binding_.profile != profile) move(profile);
    same_profile(event);
}

/// What a trigger means for a client whose identity is what it was.
void Turn::same_profile(const LinkUp& event) {
    const bool unmute = event.administrative && binding_.exchange && binding_.exchange->muted;
    const auto earliest = binding_.last_pbu.value_or(TimePoint::min()) + settings().min_attempt_interval;
    switch (binding_.phase) {
    case Phase::active:
    case Phase::refresh_pending:
        if (unmute) open(Exchange::Kind::refresh, Handoff::no_change);
        actions_.emplace_back(Attached{binding_.profile.mac}); // answers what the client asked meanwhile
        return;
    case Phase::init:
        if (unmute && !binding_.wanted) start();
        return;
    case Phase::null:
        if (event.administrative || !binding_.last_pbu || (!binding_.blocked && earliest <= now_.steady))
            start();
        return;
    case Phase::disconnecting: return start(); // the LMA keeps the session for a while and revives it
    }
}

/// Registers from the beginning: nothing of an earlier session counts.
void Turn::start() {
    const bool first = !binding_.last_pbu;
    close();
    binding_.retry_at.reset();
    binding_.blocked = false;
    binding_.next_profile.reset();
    const auto& profile = binding_.profile;
    note(Note::Level::info, fmt::format("attach on {}: {}, realm {}, LMA {}", profile.access_name,
                                        describe(MobileNodeIdentifier{profile.mn_id}), profile.realm, lma()));
    enter(Phase::init);
    open(Exchange::Kind::initial, first ? settings().initial_handoff : Handoff::unknown);
}

/// Behind another interface of this gateway: the LMA need not know, the kernel must.
void Turn::move(const Profile& profile) {
    const auto from = binding_.profile.access_name;
    binding_.profile = profile;
    if (!binding_.wanted) return;
    ++binding_.handoffs;
    program(fmt::format("moving from {} to {}", from, profile.access_name));
}

/// Another identity, LMA or access technology: the old session ends first.
void Turn::replace(const Profile& profile) {
    if (binding_.phase == Phase::null && !binding_.exchange) {
        adopt(profile);
        return start();
    }
    leave("replaced by another profile");
    binding_.next_profile = profile;
}

/// Takes another identity. A new GRE key tells its packets from the old one's.
void Turn::adopt(const Profile& profile) {
    mag_.keys.give_back(binding_.downlink_key);
    binding_.profile = profile;
    binding_.lma = profile.lmas.front();
    binding_.retry_backoff = {};
    binding_.downlink_key = mag_.keys.take(settings().reserved_downlink_keys);
}

void Turn::link_down(const std::string& reason) {
    binding_.next_profile.reset();
    if (binding_.phase == Phase::null && !binding_.exchange) {
        withdraw();
        left(reason);
    } else if (binding_.phase != Phase::disconnecting) {
        leave(reason);
    }
}

/// The kernel lets go first, so that no packet is carried for a client that has left.
void Turn::leave(const std::string& reason) {
    withdraw();
    enter(Phase::disconnecting, reason);
    if (!binding_.exchange || binding_.exchange->kind != Exchange::Kind::deregistration)
        open(Exchange::Kind::deregistration, Handoff::unknown);
}

/// The de-registration is over, answered or not.
void Turn::left(std::string_view how) {
    close();
    if (binding_.next_profile) {
        enter(Phase::null);
        adopt(*binding_.next_profile);
        return start();
    }
    note(Note::Level::info, fmt::format("binding removed: {}", how));
    gone_ = true;
}

void Turn::programmed(std::uint64_t generation) {
    if (generation != binding_.generation || !binding_.wanted || binding_.programmed) {
        ++mag_.counters[Counter::stale_kernel_answer];
        return;
    }
    binding_.programmed = true;
    binding_.retry_backoff = {};
    enter(binding_.exchange ? Phase::refresh_pending : Phase::active);
    actions_.emplace_back(Attached{binding_.profile.mac});
}

void Turn::program_failed(const ProgramFailed& event) {
    if (event.generation != binding_.generation || !binding_.wanted) {
        ++mag_.counters[Counter::stale_kernel_answer];
        return;
    }
    ++mag_.counters[Counter::kernel_failed];
    binding_.wanted = false; // it has undone what it did
    fail("kernel: " + event.reason);
}

} // namespace pmip
