#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/pmip/mag_turn.hpp"

/// Clients that come, move and leave, and the kernel's word on them.
namespace pmip {
namespace {

/// All but the interface, and what the LMA need not know: the same client with the same identity
/// on the same kind of link, whose LMA still serves its realm, or is none of the realm's choice.
bool same_session(const Binding& binding, const Profile& to) {
    auto from = binding.profile;
    from.access = to.access;
    from.access_name = to.access_name;
    from.access_network = to.access_network;
    from.lmas = to.lmas;
    const bool still = std::ranges::find(to.lmas, *binding.lma) != to.lmas.end();
    return from == to && (still || (binding.redirected && binding.profile.lmas == to.lmas));
}

/// One for the gateway in place of this one.
base::Ipv6 other_link_local(const base::Ipv6& address) {
    auto other = fixed_link_local;
    if (other == address) other.octets.back() ^= 1;
    return other;
}

} // namespace

void Turn::link_up(const LinkUp& event) {
    const auto& profile = event.profile;
    binding_.last_trigger = now_.steady;
    binding_.handoff = event.handoff;
    if (event.administrative) pardon();
    const bool same = same_session(binding_, profile);
    if (binding_.phase == Phase::disconnecting && (!same || binding_.next_profile)) {
        binding_.next_profile = profile;
        return;
    }
    if (!same) return replace(profile);
    if (binding_.profile != profile) move(profile);
    same_profile(event);
}

/// An operator asks: what the LMA refused for good, or revoked, is asked for again. What the
/// session's form depends on (no GRE, no UDP) stays as long as the session (RFC 5845 section 4.2).
void Turn::pardon() {
    binding_.barred.reset();
    binding_.waived.ipv4 = false;
}

/// What a trigger means for a client whose identity is what it was.
void Turn::same_profile(const LinkUp& event) {
    const bool unmute = event.administrative && binding_.exchange && binding_.exchange->muted;
    const auto earliest = binding_.last_pbu.value_or(TimePoint::min()) + settings().min_attempt_interval;
    switch (binding_.phase) {
    case Phase::active:
    case Phase::refresh_pending:
        if (event.asks_ipv4 && std::exchange(binding_.waived.ipv4, false))
            return reregister(Handoff::no_change);
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
    binding_.tried = {};
    const auto chosen = choose();
    if (chosen != lma()) abandon();
    if (binding_.wanted) withdraw();
    close();
    binding_.retry_at.reset();
    binding_.blocked = false;
    binding_.next_profile.reset();
    if (chosen) return begin(*chosen);
    pause(peer().auth_refused ? shunning() : "no LMA of the realm takes new clients", next_backoff());
}

/// Asks one LMA for a session.
void Turn::begin(const std::string& lma_name) {
    if (lma_name != lma()) {
        binding_.timestamps = {};
        binding_.asked = false;
    }
    binding_.lma = lma_name;
    binding_.redirected = false;
    binding_.waived = {};
    const auto& profile = binding_.profile;
    note(Note::Level::info, [&] {
        return fmt::format("attach on {}: {}, realm {}, LMA {}", profile.access_name,
                           describe(MobileNodeIdentifier{profile.mn_id}), profile.realm, lma());
    });
    enter(Phase::init);
    const auto known = binding_.last_pbu ? Handoff::unknown : settings().initial_handoff;
    open(Exchange::Kind::initial, binding_.handoff.value_or(known));
    binding_.handoff.reset();
}

/// Behind another interface of this gateway: the LMA need not know, the kernel must. The LMA
/// learns the new access network, if it was told the old one (RFC 6757 section 4.1).
void Turn::move(const Profile& profile) {
    const auto from = std::exchange(binding_.profile, profile);
    if (!binding_.wanted) return;
    if (from.access_name != profile.access_name) {
        ++binding_.handoffs;
        program(fmt::format("moving from {} to {}", from.access_name, profile.access_name));
    }
    if (from.access_network != profile.access_network) reregister(Handoff::no_change);
}

/// Another identity, LMA or access technology: the old session ends first.
void Turn::replace(const Profile& profile) {
    if (unsaid()) {
        adopt(profile);
        return start();
    }
    binding_.next_profile = profile;
    leave("replaced by another profile");
}

/// Takes another identity, and another GRE key, which tells its packets from the old one's. A
/// fixed key that another client has is not taken: the LMA is then asked with one of our choice.
void Turn::adopt(const Profile& profile) {
    mag_.keys.give_back(binding_.downlink_key);
    binding_.profile = profile;
    binding_.lma = profile.lmas.front();
    binding_.retry_backoff = {};
    binding_.barred.reset();
    binding_.timestamps = {};
    binding_.asked = false;
    const bool fixed = profile.downlink_key && mag_.keys.claim(*profile.downlink_key);
    binding_.downlink_key = fixed ? *profile.downlink_key : mag_.keys.take(settings().reserved_downlink_keys);
}

/// One that was to come back as another does not: what it has asked since it left is dropped too.
void Turn::link_down(const std::string& reason) {
    const bool awaited = std::exchange(binding_.next_profile, std::nullopt).has_value();
    if (unsaid()) {
        withdraw();
        left(reason);
    } else if (binding_.phase != Phase::disconnecting) {
        leave(reason);
    } else if (awaited) {
        actions_.emplace_back(Detached{binding_.profile.mac});
    }
}

/// RFC 5844 section 3.4.3: only the IPv4 home address is de-registered. A refresh that is on its way
/// gives way, and comes again when its time has come.
void Turn::address_released(const std::string& reason) {
    if (!binding_.wanted || !binding_.ipv4 || !binding_.ipv6) return link_down(reason);
    const auto address = binding_.ipv4->home_address;
    binding_.waived.ipv4 = true;
    drop_ipv4(reason);
    if (!peer().auth_refused) open(Exchange::Kind::release, Handoff::unknown, address);
}

/// What the kernel does not carry yet is recorded when it does.
void Turn::leased(LeaseTime time) {
    if (!binding_.wanted || !binding_.ipv4) return;
    binding_.lease = time;
    if (binding_.programmed) actions_.emplace_back(Record{binding_.profile.mac});
}

/// RFC 5213 section 6.8: the gateway takes another address, and the LMA learns it at once. A client that
/// follows it from one to the next is not followed for ever.
void Turn::link_local_heard(const base::Ipv6& address) {
    if (!binding_.wanted || !binding_.ipv6 || binding_.ipv6->link_local != address) return;
    if (!settings().link_local_from_lma || next_in_pace() > now_.steady)
        return note(Note::Level::debug,
                    "no router for it: it has the gateway's link-local address " + base::to_string(address));
    actions_.emplace_back(Detached{binding_.profile.mac}); // its default router is none any more
    binding_.ipv6->link_local = other_link_local(address);
    program(fmt::format("the client has the gateway's link-local address {}", base::to_string(address)));
    reregister_in_pace();
}

/// Whether the LMA can hold no session: it was not asked yet, or there is none any more.
bool Turn::unsaid() const { return !binding_.asked || (binding_.phase == Phase::null && !binding_.exchange); }

/// The kernel lets go first, so that no packet is carried for a client that has left.
void Turn::leave(const std::string& reason) {
    withdraw();
    enter(Phase::disconnecting, reason);
    if (peer().auth_refused) return left(reason);
    if (!binding_.exchange || binding_.exchange->kind != Exchange::Kind::deregistration)
        open(Exchange::Kind::deregistration, Handoff::unknown);
}

/// What was to end at the LMA has ended, answered or not.
void Turn::ended(std::string_view how) {
    if (binding_.phase == Phase::disconnecting) return left(how);
    close();
    if (binding_.programmed) enter(Phase::active, binding_.shortfall);
}

/// The de-registration is over.
void Turn::left(std::string_view how) {
    close();
    if (binding_.next_profile) {
        enter(Phase::null);
        adopt(*binding_.next_profile);
        return start();
    }
    note(Note::Level::info, [&] { return fmt::format("binding removed: {}", how); });
    gone_ = true;
}

void Turn::adopted() {
    binding_.generation = ++mag_.generation;
    binding_.since = now_.steady;
    binding_.reason = binding_.shortfall;
    note(Note::Level::info, [&] { return fmt::format("session with {} goes on after a restart", lma()); });
    actions_.emplace_back(Attached{binding_.profile.mac});
    reregister(Handoff::no_change);
}

void Turn::programmed(std::uint64_t generation) {
    if (generation != binding_.generation || !binding_.wanted || binding_.programmed) {
        ++mag_.counters[Counter::stale_kernel_answer];
        return;
    }
    binding_.programmed = true;
    binding_.retry_backoff = {};
    enter(binding_.exchange ? Phase::refresh_pending : Phase::active, binding_.shortfall);
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
