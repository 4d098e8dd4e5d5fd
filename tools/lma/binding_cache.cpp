#include "tools/lma/binding_cache.hpp"

#include <algorithm>

namespace lma {
namespace {

bool same_link(const CacheEntry& entry, const SessionKey& key) {
    return entry.link_layer_id == key.link_layer_id && entry.access_technology == key.access_technology;
}

bool same_mag(const CacheEntry& entry, const SessionKey& key) {
    return entry.proxy_coa == key.proxy_coa && entry.access_technology == key.access_technology;
}

/// Whether a PBU that names the entry's own address updates it, RFC 5213 section 5.4.1.1.
bool updates(const CacheEntry& entry, const SessionKey& key) {
    if (!key.link_layer_id.empty() && same_link(entry, key)) return true;
    if (key.handoff == pmip::Handoff::between_interfaces) return true;
    if (key.link_layer_id.empty() && same_link(entry, key) && key.handoff == pmip::Handoff::between_mags)
        return true;
    return same_mag(entry, key);
}

} // namespace

void BindingCache::put(const CacheEntry& entry) {
    erase(entry.number);
    entries_.emplace(entry.number, entry);
    by_identity_.emplace(entry.mn_id, entry.number);
    by_address_.emplace(entry.session.home_address.address, entry.number);
    by_end_.emplace(entry.ends, entry.number);
}

void BindingCache::erase(std::uint32_t number) {
    const auto at = entries_.find(number);
    if (at == entries_.end()) return;
    const auto& entry = at->second;
    by_identity_.erase({entry.mn_id, number});
    by_address_.erase(entry.session.home_address.address);
    by_end_.erase({entry.ends, number});
    entries_.erase(at);
}

const CacheEntry* BindingCache::find(const SessionKey& key) const {
    if (key.home_address.unspecified()) return find_any(key);
    const auto* entry = holder(key.home_address);
    return entry != nullptr && entry->mn_id == key.mn_id && updates(*entry, key) ? entry : nullptr;
}

/// Sections 5.4.1.2 and 5.4.1.3: no address is named. A retransmission without a link-layer
/// identifier must not make a second session, so the same MAG's own one counts too.
const CacheEntry* BindingCache::find_any(const SessionKey& key) const {
    const auto candidates = of(key.mn_id);
    if (!key.link_layer_id.empty())
        for (const auto* entry : candidates)
            if (same_link(*entry, key)) return entry;
    if (candidates.size() != 1) return nullptr;
    const auto* only = candidates.front();
    if (key.handoff == pmip::Handoff::between_interfaces) return only;
    if (!key.link_layer_id.empty()) return nullptr;
    const bool moved = key.handoff == pmip::Handoff::between_mags;
    return moved || (same_mag(*only, key) && only->link_layer_id.empty()) ? only : nullptr;
}

std::vector<const CacheEntry*> BindingCache::of(const pmip::MnId& id) const {
    std::vector<const CacheEntry*> out;
    for (auto at = by_identity_.lower_bound({id, 0}); at != by_identity_.end() && at->first == id; ++at)
        out.push_back(&entries_.at(at->second));
    return out;
}

const CacheEntry* BindingCache::holder(base::Ipv4 home_address) const {
    const auto at = by_address_.find(home_address);
    return at == by_address_.end() ? nullptr : &entries_.at(at->second);
}

std::uint64_t BindingCache::last_timestamp(const pmip::MnId& id) const {
    std::uint64_t last = 0;
    for (const auto* entry : of(id)) last = std::max(last, entry->timestamp);
    return last;
}

std::optional<pmip::TimePoint> BindingCache::deadline() const {
    if (by_end_.empty()) return std::nullopt;
    return by_end_.begin()->first;
}

const CacheEntry* BindingCache::due(pmip::TimePoint now) const {
    if (by_end_.empty() || by_end_.begin()->first > now) return nullptr;
    return &entries_.at(by_end_.begin()->second);
}

} // namespace lma
