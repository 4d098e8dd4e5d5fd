#include "magd/admission.hpp"

#include <fmt/format.h>

#include <utility>

#include "magd/identity.hpp"
#include "magd/log.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

/// A client associates where it is; its frames may be another's.
bool tells_of_association(Trigger trigger) {
    using enum Trigger;
    return trigger == hostapd || trigger == nl80211 || trigger == layer2_update || trigger == radius;
}

/// Who has let the client in by other means than a frame that anybody may send.
bool vouches(Trigger trigger) {
    using enum Trigger;
    return trigger == hostapd || trigger == nl80211 || trigger == radius;
}

/// Where the core has the client, or is about to; nothing if it leaves.
const pmip::Name* whereabouts(const pmip::Binding& binding) {
    using enum pmip::Phase;
    if (binding.next_profile) return &binding.next_profile->access_name;
    const bool stays = binding.phase == init || binding.phase == active || binding.phase == refresh_pending;
    return stays ? &binding.profile.access_name : nullptr;
}

} // namespace

bool is_at(const pmip::Binding& binding, std::string_view interface) {
    const auto* where = whereabouts(binding);
    return where != nullptr && **where == interface;
}

bool is_of(const pmip::Binding& binding, std::string_view interface) {
    if (binding.next_profile) return *binding.next_profile->access_name == interface;
    return binding.phase != pmip::Phase::disconnecting && *binding.profile.access_name == interface;
}

bool is_leaving(const pmip::Binding& binding) {
    return binding.phase == pmip::Phase::disconnecting && !binding.next_profile;
}

std::optional<pmip::Profile> Admission::identify(std::string_view interface, base::IfIndex index,
                                                 const base::MacAddress& mac, Trigger trigger) {
    const auto* access = find_access(config_, interface);
    if (access == nullptr) return std::nullopt;
    const bool asks = trigger == Trigger::dhcp && witnesses_.present(mac, interface);
    if (!asks && !has_trigger(*access, trigger)) return std::nullopt;
    auto profile = profile_for(config_, *access, index, mac);
    if (!profile) {
        refuse(Refusal::policy, interface, mac, profile.error());
        return std::nullopt;
    }
    return std::move(*profile);
}

Admission::Events Admission::admit(std::string_view interface, base::IfIndex index,
                                   const base::MacAddress& mac, pmip::TimePoint now, Trigger trigger) {
    auto profile = identify(interface, index, mac, trigger);
    return profile ? attach({.profile = std::move(*profile)}, now, trigger) : Events{};
}

Admission::Events Admission::attach(pmip::LinkUp arrival, pmip::TimePoint now, Trigger trigger) {
    const auto mac = arrival.profile.mac;
    const auto interface = arrival.profile.access_name;
    Events events;
    if (!may_move(*interface, mac, now, trigger)) return events;
    const auto* const binding = mag_.find(mac);
    const bool vouched = vouches(trigger) || witnesses_.associated(mac, *interface);
    if (binding == nullptr) make_room(events);
    if (vouched || (binding != nullptr && has_shown(*binding)))
        settled(mac);
    else if (waiting_.enter(mac, *interface))
        bound(*interface, events);
    (void)let_go_.forget(mac);
    events.emplace_back(std::move(arrival));
    return events;
}

/// In the table of all bindings: where most wait, the first one gives way. One that its LMA was asked for
/// stays in the table until the LMA knows that it has gone, so some places are kept.
void Admission::make_room(Events& events) {
    const auto maximum = config_.binding.maximum;
    const auto before = events.size();
    while (events.size() == before && mag_.bindings().size() + maximum / kept_share >= maximum) {
        const auto interface = waiting_.fullest();
        look_whom_lmas_were_asked_for(interface);
        const auto unasked = waiting_.first(interface, false), asked = waiting_.first(interface, true);
        if ((!unasked && !asked) || (unasked && mag_.bindings().size() < maximum)) return;
        let_go(unasked ? *unasked : *asked, interface, fmt::format("{} bindings are the maximum", maximum),
               events);
    }
}

/// Whom its LMA was asked for on the interface: the first ones of too many give way.
void Admission::bound(const std::string& interface, Events& events) {
    look_whom_lmas_were_asked_for(interface);
    while (waiting_.asked(interface) >= room(interface))
        let_go(*waiting_.first(interface, true), interface,
               fmt::format("more than {} clients on {} have shown nothing", room(interface), interface),
               events);
}

std::size_t Admission::room(const std::string& interface) const {
    const auto* const access = find_access(config_, interface);
    return access != nullptr ? access->waiting : AccessConfig{}.waiting;
}

void Admission::look_whom_lmas_were_asked_for(const std::string& interface) {
    waiting_.have_asked(interface, [this](const base::MacAddress& mac) {
        const auto* const binding = mag_.find(mac);
        return binding != nullptr && (binding->asked || binding->phase != pmip::Phase::init);
    });
}

/// Unless it has shown meanwhile that it is there. One that the core does not know may be about to come. One
/// that was told its addresses may have noticed nothing, and is let in again when it is heard.
void Admission::let_go(const base::MacAddress& mac, const std::string& interface, std::string_view why,
                       Events& events) {
    waiting_.leave(mac);
    const auto* const binding = mag_.find(mac);
    if (binding != nullptr && (!is_of(*binding, interface) || has_shown(*binding))) return;
    ++refused_[Refusal::gave_way];
    if (binding != nullptr && binding->programmed) let_go_.remember(mac);
    events.emplace_back(pmip::LinkDown{.mac = mac, .reason = fmt::format("gave way: {}", why)});
}

/// It has taken a lease, which takes somebody who listens; or an access point has it; or the kernel has
/// counted what it sends from its addresses.
bool Admission::has_shown(const pmip::Binding& binding) const {
    return binding.lease != binding.lease.zero() ||
           witnesses_.associated(binding.profile.mac, *binding.profile.access_name) ||
           (binding.programmed && has_sent_(binding));
}

bool Admission::waits(const base::MacAddress& mac) const {
    const auto* const seat = waiting_.find(mac);
    return seat != nullptr && !seat->adopted;
}

void Admission::ended(const base::MacAddress& mac) {
    if (const auto* const binding = mag_.find(mac); binding == nullptr || is_leaving(*binding))
        waiting_.leave(mac);
}

/// What an earlier process knew of it is forgotten. Of too many the last ones wait: to look what all of them
/// have sent takes the kernel seconds.
void Admission::adopted(const pmip::Binding& binding) {
    if (binding.lease != binding.lease.zero()) return;
    const auto& interface = *binding.profile.access_name;
    (void)waiting_.adopt(binding.profile.mac, interface);
    if (waiting_.asked(interface) > room(interface)) waiting_.leave(*waiting_.first(interface, true));
}

bool Admission::may_move(const std::string& interface, const base::MacAddress& mac, pmip::TimePoint now,
                         Trigger trigger) {
    const auto* binding = mag_.find(mac);
    if (binding == nullptr || tells_of_association(trigger)) return true;
    const auto* where = whereabouts(*binding);
    if (where == nullptr || **where == interface || moves_.allow(mac, now)) return true;
    refuse(Refusal::move, interface, mac,
           fmt::format("it is on {}, and moves too often: are these two clients with one MAC address?",
                       **where));
    return false;
}

void Admission::refuse(Refusal why, std::string_view interface, const base::MacAddress& mac,
                       const std::string& text) {
    ++refused_[why];
    if (denials_.note(mac, text)) log::client(log::Level::warning, mac, "refused on {}: {}", interface, text);
}

} // namespace magd
