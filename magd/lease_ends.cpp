#include "magd/lease_ends.hpp"

namespace magd {

void LeaseEnds::begin(const base::MacAddress& mac, Time time, TimePoint now) {
    forget(mac);
    if (time == infinite) return;
    const auto end = now + time + grace;
    ends_.emplace(mac, end);
    queue_.emplace(end, mac);
}

void LeaseEnds::forget(const base::MacAddress& mac) {
    const auto known = ends_.find(mac);
    if (known == ends_.end()) return;
    queue_.erase({known->second, mac});
    ends_.erase(known);
}

std::vector<base::MacAddress> LeaseEnds::due(TimePoint now) {
    std::vector<base::MacAddress> out;
    while (!queue_.empty() && queue_.begin()->first <= now && out.size() < at_once) {
        out.push_back(queue_.begin()->second);
        forget(out.back());
    }
    return out;
}

std::optional<LeaseEnds::TimePoint> LeaseEnds::deadline() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.begin()->first;
}

} // namespace magd
