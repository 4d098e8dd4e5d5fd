#include "magd/access/station_watch.hpp"

#include <utility>

namespace magd::access {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_pause{20}, longest_pause{1000};
constexpr std::chrono::seconds patience{60};

} // namespace

Sightings StationWatch::heard(const nlink::Station& station, TimePoint now) {
    if (!individual(station.mac)) return {};
    if (station.removed) return gone(station.mac);
    if (station.authorized) return come(station.mac);
    if (!present_.contains(station.mac)) waiting_.insert_or_assign(station.mac, waiting_since(now));
    return {};
}

void StationWatch::gone_elsewhere(const base::MacAddress& mac, TimePoint now) {
    if (present_.contains(mac)) waiting_.insert_or_assign(mac, waiting_since(now));
}

std::vector<base::MacAddress> StationWatch::missing(std::span<const nlink::Station> stations) const {
    auto all = present_;
    for (const auto& [mac, waiting] : waiting_) all.insert(mac);
    for (const auto& station : stations) all.erase(station.mac);
    return {all.begin(), all.end()};
}

Sightings StationWatch::listed(std::span<const nlink::Station> stations, TimePoint now) {
    std::set<base::MacAddress> authorized, others;
    for (const auto& station : stations)
        if (individual(station.mac)) (station.authorized ? authorized : others).insert(station.mac);
    std::erase_if(waiting_, [&](const auto& one) { return !others.contains(one.first); });
    for (const auto& mac : others) waiting_.try_emplace(mac, waiting_since(now));
    const auto before = std::exchange(present_, std::move(authorized));
    return difference(before, present_);
}

std::vector<base::MacAddress> StationWatch::due(TimePoint now) const {
    std::vector<base::MacAddress> out;
    for (const auto& [mac, waiting] : waiting_)
        if (waiting.next <= now) out.push_back(mac);
    return out;
}

Sightings StationWatch::answered(const base::MacAddress& mac, const std::optional<nlink::Station>& station,
                                 TimePoint now) {
    const auto found = waiting_.find(mac);
    if (found == waiting_.end()) return {};
    if (!station) return gone(mac);
    if (station->authorized) return come(mac);
    auto& [next, end, pause] = found->second;
    pause = std::min(2 * pause, longest_pause);
    next = now + pause;
    if (next > end) waiting_.erase(found);
    return {};
}

std::optional<TimePoint> StationWatch::deadline() const {
    std::optional<TimePoint> first;
    for (const auto& [mac, waiting] : waiting_) first = std::min(first.value_or(waiting.next), waiting.next);
    return first;
}

StationWatch::Waiting StationWatch::waiting_since(TimePoint now) {
    return {.next = now + first_pause, .end = now + patience, .pause = first_pause};
}

Sightings StationWatch::come(const base::MacAddress& mac) {
    waiting_.erase(mac);
    if (!present_.insert(mac).second) return {};
    return {{.mac = mac}};
}

Sightings StationWatch::gone(const base::MacAddress& mac) {
    waiting_.erase(mac);
    if (present_.erase(mac) == 0) return {};
    return {{.mac = mac, .present = false}};
}

} // namespace magd::access
