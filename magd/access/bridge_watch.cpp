#include "magd/access/bridge_watch.hpp"

namespace magd::access {

Sightings BridgeWatch::heard(const nlink::BridgeEntry& entry) {
    if (!concerns(entry)) return {};
    return entry.learnt && !entry.removed ? come(entry) : gone(entry);
}

Sightings BridgeWatch::listed(std::span<const nlink::BridgeEntry> entries) {
    const auto before = macs();
    ports_.clear();
    for (const auto& entry : entries)
        if (concerns(entry) && entry.learnt) ports_[{entry.mac, entry.vlan}] = entry.port;
    return difference(before, macs());
}

bool BridgeWatch::concerns(const nlink::BridgeEntry& entry) {
    if (entry.bridge != scope_.bridge || entry.vlan != scope_.vlan.value_or(entry.vlan)) return false;
    const bool a_clients = individual(entry.mac);
    if (!a_clients && entry.learnt && !entry.removed) ++drops_[TriggerDrop::hardware_address];
    return a_clients;
}

bool BridgeWatch::has(const base::MacAddress& mac) const {
    const auto first = ports_.lower_bound({mac, 0});
    return first != ports_.end() && first->first.first == mac;
}

std::set<base::MacAddress> BridgeWatch::macs() const {
    std::set<base::MacAddress> out;
    for (const auto& [place, port] : ports_) out.insert(place.first);
    return out;
}

Sightings BridgeWatch::come(const nlink::BridgeEntry& entry) {
    const bool known = has(entry.mac);
    ports_[{entry.mac, entry.vlan}] = entry.port;
    if (known) return {};
    return {{.mac = entry.mac}};
}

/// Somebody's setting in the place of what was learnt says nothing of a client. What another port loses
/// that had the address before is no news.
Sightings BridgeWatch::gone(const nlink::BridgeEntry& entry) {
    const auto found = ports_.find({entry.mac, entry.vlan});
    if (found == ports_.end() || (entry.removed && found->second != entry.port)) return {};
    ports_.erase(found);
    if (has(entry.mac)) return {};
    return {{.mac = entry.mac, .present = false}};
}

} // namespace magd::access
