#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"

/// Which LMA of its realm serves a client, and when another one does.
namespace pmip {

/// The first LMA in the realm's order that is well and was not asked yet; or else one that is
/// at least not draining, since an LMA that was passed over may be well again.
std::optional<std::string> Turn::choose() const {
    const auto pick = [&](auto&& fits) -> std::optional<std::string> {
        for (const auto& name : binding_.profile.lmas)
            if (std::ranges::find(*binding_.tried, name) == binding_.tried->end() &&
                fits(mag_.peers.at(name)))
                return name;
        return std::nullopt;
    };
    if (auto well = pick([&](const Peer& peer) { return peer.usable(now_.steady); })) return well;
    return pick([](const Peer& peer) { return !peer.draining && !peer.auth_refused; });
}

/// Goes on to an LMA that this attempt has not asked; false if there is none.
bool Turn::next_lma(const std::string& why) {
    auto tried = *binding_.tried;
    tried.push_back(lma());
    binding_.tried = std::move(tried);
    const auto next = choose();
    if (!next) return false;
    ++mag_.counters[Counter::lma_changed];
    note(Note::Level::warning, fmt::format("{}; asking {}", why, *next));
    abandon();
    withdraw();
    close();
    begin(*next);
    return true;
}

/// Whether another LMA of the realm is well: a session is not given up for less.
bool Turn::has_alternative() const {
    return std::ranges::any_of(binding_.profile.lmas, [&](const auto& name) {
        return name != lma() && mag_.peers.at(name).usable(now_.steady);
    });
}

/// An LMA that redirects the client would do so again.
bool Turn::preferred_is_back() const {
    const auto& preferred = binding_.profile.lmas.front();
    return settings().return_to_preferred && preferred != lma() && !binding_.redirected &&
           mag_.peers.at(preferred).usable(now_.steady);
}

/// Ends the session here in good order, and begins one at the LMA that is now the right one.
void Turn::relocate(const std::string& why) {
    binding_.next_profile = binding_.profile;
    leave(why);
}

void Turn::drained() {
    if (binding_.phase == Phase::disconnecting) return;
    if (!has_alternative())
        return note(Note::Level::warning, "stays: no other LMA of its realm is well but " + lma());
    if (binding_.wanted) return relocate(lma() + " is draining");
    if (binding_.phase == Phase::init) start();
}

/// Without another LMA that is well, the session stays as it is until its lifetime ends.
void Turn::path_lost() {
    if (!binding_.wanted) return;
    if (has_alternative()) {
        binding_.tried = {};
        (void)next_lma(lma() + " answers no heartbeat");
    } else {
        binding_.reason = lma() + " answers no heartbeat";
    }
}

void Turn::path_back() {
    if (binding_.phase == Phase::active) binding_.reason = binding_.shortfall;
}

void Turn::forgotten() { reregister(Handoff::unknown); }

/// The kernel may be at work on it meanwhile. What an LMA contradicted is not sent again.
void Turn::reregister(Handoff handoff) {
    if (!binding_.wanted || peer().auth_refused || (binding_.exchange && binding_.exchange->muted)) return;
    if (binding_.programmed) enter(Phase::refresh_pending);
    open(Exchange::Kind::refresh, handoff);
}

} // namespace pmip
