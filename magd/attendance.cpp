#include "magd/attendance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "magd/config_keys.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

std::string_view name(Trigger trigger) { return choices::trigger.at(std::to_underlying(trigger)); }

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
        } else {
            std::ranges::move(arrive(mag, origin, sighting, now), std::back_inserter(come));
        }
    tell();
}

Admission::Events Attendance::arrive(const pmip::Mag& mag, const Origin& origin,
                                     const access::Sighting& sighting, pmip::TimePoint now) {
    const auto& mac = sighting.mac;
    const auto& [trigger, interface, looks_at] = origin.source;
    if (tells_of_leaving(trigger)) admission_.witnesses().came(mac, origin.source);
    const auto* binding = mag.find(mac);
    const bool known = binding != nullptr && is_at(*binding, interface);
    const bool always = trigger == Trigger::arp; // it speaks all the time
    if (known) departures_.erase(mac);
    if (known && (always || sighting.still)) return {};
    auto events = admission_.admit(interface, origin.index, mac, now, trigger);
    if (!events.empty()) departures_.erase(mac);
    return events;
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
