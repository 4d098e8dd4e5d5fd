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

std::optional<pmip::Profile> Admission::admit(std::string_view interface, base::IfIndex index,
                                              const base::MacAddress& mac, pmip::TimePoint now,
                                              Trigger trigger) {
    auto profile = identify(interface, index, mac, trigger);
    if (!profile || !may_move(interface, mac, now, trigger)) return std::nullopt;
    return profile;
}

bool Admission::may_move(std::string_view interface, const base::MacAddress& mac, pmip::TimePoint now,
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
