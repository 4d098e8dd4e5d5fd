#include "magd/attendance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/config_keys.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

std::string_view name(Trigger trigger) { return choices::trigger.at(std::to_underlying(trigger)); }

/// Whether the core has something to forget if the client leaves the interface: one that its LMA refuses
/// would be asked for again, too, and one that is refused for good would stay for ever.
bool is_of(const pmip::Binding& binding, std::string_view interface) {
    if (binding.next_profile) return *binding.next_profile->access_name == interface;
    return binding.phase != pmip::Phase::disconnecting && *binding.profile.access_name == interface;
}

} // namespace

void Attendance::take(const pmip::Mag& mag, const Origin& origin, const access::Sightings& sightings,
                      pmip::TimePoint now, const Dispatch& dispatch) {
    std::vector<pmip::Event> come;
    const auto tell = [&] {
        if (!come.empty()) dispatch(std::exchange(come, {}));
    };
    for (const auto& sighting : sightings)
        if (!sighting.present) {
            tell();
            depart(mag, origin, sighting.mac, now);
        } else if (auto event = arrive(mag, origin, sighting, now)) {
            come.push_back(std::move(*event));
        }
    tell();
}

std::optional<pmip::Event> Attendance::arrive(const pmip::Mag& mag, const Origin& origin,
                                              const access::Sighting& sighting, pmip::TimePoint now) {
    const auto& mac = sighting.mac;
    const auto& [trigger, interface, looks_at] = origin.source;
    if (tells_of_leaving(trigger)) admission_.witnesses().came(mac, origin.source);
    const auto* binding = mag.find(mac);
    const bool known = binding != nullptr && is_at(*binding, interface);
    const bool always = trigger == Trigger::arp; // it speaks all the time
    if (known) departures_.erase(mac);
    if (known && (always || sighting.still)) return std::nullopt;
    auto profile = admission_.admit(interface, origin.index, mac, now, trigger);
    if (!profile) return std::nullopt;
    departures_.erase(mac);
    return pmip::LinkUp{.profile = std::move(*profile)};
}

/// Of an interface that the client is not at, nothing is heard: it has moved to another one. So it is if
/// another source still has it associated there: at a radio that it has moved to, or behind a bridge that has
/// forgotten it since it is silent.
void Attendance::depart(const pmip::Mag& mag, const Origin& origin, const base::MacAddress& mac,
                        pmip::TimePoint now) {
    auto& witnesses = admission_.witnesses();
    witnesses.left(mac, origin.source);
    const auto& interface = origin.source.interface;
    const auto* binding = mag.find(mac);
    if (binding == nullptr || !is_of(*binding, interface) || witnesses.associated(mac, interface)) return;
    departures_.try_emplace(mac, Departure{.source = origin.source, .noticed = now});
}

std::vector<pmip::Event> Attendance::tick(const pmip::Mag& mag, pmip::TimePoint now) {
    std::vector<pmip::Event> events;
    std::erase_if(departures_, [&](const auto& entry) {
        const auto& [mac, departure] = entry;
        if (departure.noticed + config_.binding.departure_delay > now) return false;
        const auto* binding = mag.find(mac);
        const bool back = binding != nullptr && binding->last_trigger > departure.noticed;
        if (binding != nullptr && is_of(*binding, departure.source.interface) && !back)
            events.emplace_back(
                pmip::LinkDown{.mac = mac,
                               .reason = fmt::format("left {} ({})", departure.source.interface,
                                                     name(departure.source.trigger))});
        return true;
    });
    return events;
}

std::optional<pmip::TimePoint> Attendance::deadline() const {
    const auto first =
        std::ranges::min_element(departures_, {}, [](const auto& entry) { return entry.second.noticed; });
    if (first == departures_.end()) return std::nullopt;
    return first->second.noticed + config_.binding.departure_delay;
}

} // namespace magd
