#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// PBUs on their way, and everything that time alone brings about.
namespace pmip {
namespace {

/// An answer to an older copy than these comes too late to matter.
constexpr std::size_t copies_kept = 16;

Counter sent_counter(const Exchange& exchange) {
    const bool first = exchange.sent == 1;
    switch (exchange.kind) {
    case Exchange::Kind::initial:
        return first ? Counter::pbu_initial_sent : Counter::pbu_initial_retransmitted;
    case Exchange::Kind::refresh:
        return first ? Counter::pbu_refresh_sent : Counter::pbu_refresh_retransmitted;
    case Exchange::Kind::release:
    case Exchange::Kind::deregistration: break;
    }
    return first ? Counter::pbu_deregistration_sent : Counter::pbu_deregistration_retransmitted;
}

std::string_view name(Exchange::Kind kind) {
    switch (kind) {
    case Exchange::Kind::initial: return "initial";
    case Exchange::Kind::refresh: return "refresh";
    case Exchange::Kind::release: return "release of IPv4";
    case Exchange::Kind::deregistration: break;
    }
    return "de-registration";
}

/// An option's value as describe() words it, without the option's name.
std::string value_of(const Option& option) {
    return describe(option).substr(kind_of(option).name.size() + 1);
}

/// The addresses and prefixes that the update names; unspecified ones ask for any.
std::string requested(const ProxyBindingUpdate& update) {
    std::string out;
    for (const auto& option : update.options) {
        if (const auto* request = std::get_if<Ipv4HomeAddressRequest>(&option))
            out += (out.empty() ? "" : "+") + to_string(request->home_address.address);
        if (const auto* home = std::get_if<HomeNetworkPrefix>(&option))
            out += (out.empty() ? "" : "+") + to_string(home->prefix);
    }
    return out;
}

std::string summary(const Binding& binding, const ProxyBindingUpdate& update) {
    const auto* llid = find<LinkLayerIdentifier>(update.options);
    return fmt::format("PBU sent to {}, {}: nai {} hoa {} att {} llid {} seqNo {}{}", binding.lma,
                       name(binding.exchange->kind), value_of(MobileNodeIdentifier{binding.profile.mn_id}),
                       requested(update), std::to_underlying(binding.profile.access_technology),
                       llid != nullptr ? value_of(*llid) : "none", update.sequence,
                       binding.exchange->sent == 1 ? "" : fmt::format(", copy {}", binding.exchange->sent));
}

} // namespace

void Turn::open(Exchange::Kind kind, Handoff handoff, std::optional<base::Prefix4> released) {
    binding_.exchange = Exchange{.kind = kind,
                                 .handoff = handoff,
                                 .copies = {},
                                 .started = now_.steady,
                                 .timeout = peer().timers.initial_bindack_timeout,
                                 .next = {},
                                 .released = released};
    send_in_turn();
}

/// At once, or when those who came before have had their turn.
void Turn::send_in_turn() {
    const auto when = peer().turn(now_.steady, lma_settings().update_rate);
    auto& exchange = *binding_.exchange;
    exchange.waiting = when > now_.steady;
    if (!exchange.waiting) return send_copy();
    exchange.next = when;
}

/// Ends the exchange. What it was about stays only while the session stands.
void Turn::close() {
    binding_.exchange.reset();
    if (binding_.wanted) return;
    binding_.ipv4.reset();
    binding_.lease = {};
    binding_.ipv6.reset();
    binding_.uplink_key.reset();
    binding_.told.clear();
    binding_.group = 0;
    binding_.offload.reset();
    binding_.shortfall.clear();
    binding_.lifetime = {};
}

/// One number counts the updates of all clients. An LMA that moves it on for one of them (status 135)
/// may move it to where another's copy looks older than the one before, or even the same: that one
/// counts on from its own.
std::uint16_t Turn::fresh_sequence() {
    const auto next = mag_.sequence++;
    const auto& copies = binding_.exchange->copies;
    if (copies.empty()) return next;
    const auto ahead = static_cast<std::uint16_t>(next - copies.back().sequence);
    constexpr std::uint16_t half = 32768; // modulo 2^16, what is further ahead is behind
    const bool greater = ahead != 0 && ahead < half;
    return greater ? next : static_cast<std::uint16_t>(copies.back().sequence + 1);
}

/// Every copy has a new sequence number and a greater timestamp (RFC 5213 section 6.9.4).
void Turn::send_copy() {
    auto& exchange = *binding_.exchange;
    const Exchange::Copy copy{.sequence = fresh_sequence(),
                              .timestamp = fresh_timestamp(),
                              .sent = now_.steady,
                              .asked = asked_encapsulation(lma_settings(), peer(), binding_.waived)};
    if (exchange.copies.size() == copies_kept) exchange.copies.erase(exchange.copies.begin());
    exchange.copies.push_back(copy);
    ++exchange.sent;
    exchange.next = now_.steady + exchange.timeout;
    binding_.last_pbu = now_.steady;
    binding_.asked = true;
    ++mag_.counters[sent_counter(exchange)];

    SendPbu action{.mac = binding_.profile.mac,
                   .lma = lma(),
                   .to = lma_settings().address,
                   .update = build_pbu(settings(), binding_, copy),
                   .kind = exchange.kind,
                   .first = exchange.sent == 1};
    note(Note::Level::info, [&] { return summary(binding_, action.update); });
    actions_.emplace_back(std::move(action));
}

std::uint64_t Turn::fresh_timestamp() {
    return settings().timestamps ? binding_.timestamps.next(timestamp_value(now_.wall)) : 0;
}

std::string Turn::silence() const {
    const auto& exchange = *binding_.exchange;
    if (!exchange.unauthentic.empty()) return exchange.unauthentic;
    const auto waited = std::chrono::duration_cast<Seconds>(now_.steady - exchange.started);
    return fmt::format("no answer from {} ({}) to {} updates since {} s", lma(),
                       base::to_string(settings().lmas.at(lma()).address), exchange.sent, waited.count());
}

void Turn::tick() {
    const auto& exchange = binding_.exchange;
    if (binding_.expires && *binding_.expires <= now_.steady) return expire();
    if (exchange && exchange->next <= now_.steady) return retransmit();
    if (binding_.phase == Phase::null) return start();
    assert(binding_.phase == Phase::active);
    if (preferred_is_back()) return relocate("back to the preferred LMA");
    if (peer().auth_refused) return postpone_refresh(shunning());
    if (renewed_in_bulk()) return;
    enter(Phase::refresh_pending);
    open(Exchange::Kind::refresh, Handoff::no_change);
}

/// RFC 5213 section 6.9.4. A de-registration has a last copy; a first registration goes on to the
/// realm's next LMA; others have no end.
void Turn::retransmit() {
    auto& exchange = *binding_.exchange;
    if (peer().auth_refused) return shun();
    if (std::exchange(exchange.waiting, false)) return send_copy();
    const bool leaving = ends(exchange.kind);
    if (leaving && (exchange.muted || exchange.sent >= settings().deregistration_copies)) {
        note(Note::Level::warning, silence());
        return ended("the LMA did not answer");
    }
    const bool choice = exchange.kind == Exchange::Kind::initial && binding_.profile.lmas.size() > 1;
    if (choice && exchange.sent >= settings().lma_attempts) return give_up_silent();
    exchange.timeout = std::min(2 * exchange.timeout, peer().timers.max_bindack_timeout);
    send_in_turn();
    if (!leaving) binding_.reason = silence();
}

/// Nothing is heard of this LMA: others are asked first for a while. If none of them answers
/// either, the round begins again after the longest pause between retransmissions.
void Turn::give_up_silent() {
    peer().held_down = now_.steady + settings().lma_hold_down;
    const auto why = silence();
    if (next_lma(why)) return;
    abandon();
    binding_.exchange.reset();
    pause(why, std::chrono::ceil<Seconds>(peer().timers.max_bindack_timeout));
    close();
}

/// The session is over at the LMA too, so it begins anew; unless the LMA's answer contradicted
/// the update, which no further one follows without an operator.
void Turn::expire() {
    ++mag_.counters[Counter::binding_expired];
    const bool muted = binding_.exchange && binding_.exchange->muted;
    const std::string reason = "the lifetime ended without an answer from " + lma();
    if (muted) {
        block(reason);
        return close();
    }
    withdraw();
    note(Note::Level::warning, reason);
    start();
}

} // namespace pmip
