#include "tools/lma/binding_cache.hpp"

#include <algorithm>

namespace lma {

void BindingCache::put(const CacheEntry& entry) {
    erase(entry.number);
    entries_.emplace(entry.number, entry);
    by_identity_.emplace(entry.mn_id, entry.number);
    by_mag_.emplace(entry.mag, entry.number);
    by_end_.emplace(entry.ends, entry.number);
    if (entry.ipv4) by_address_.emplace(entry.ipv4->home_address.address, entry.number);
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes) by_prefix_.emplace(prefix, entry.number);
}

void BindingCache::erase(std::uint32_t number) {
    const auto at = entries_.find(number);
    if (at == entries_.end()) return;
    const auto& entry = at->second;
    by_identity_.erase({entry.mn_id, number});
    by_mag_.erase({entry.mag, number});
    by_end_.erase({entry.ends, number});
    if (entry.ipv4) by_address_.erase(entry.ipv4->home_address.address);
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes) by_prefix_.erase(prefix);
    entries_.erase(at);
}

std::vector<const CacheEntry*> BindingCache::of(const pmip::MnId& id) const {
    std::vector<const CacheEntry*> out;
    for (auto at = by_identity_.lower_bound({id, 0}); at != by_identity_.end() && at->first == id; ++at)
        out.push_back(&entries_.at(at->second));
    return out;
}

std::vector<CacheEntry> BindingCache::of(const base::Address& mag) const {
    std::vector<CacheEntry> out;
    for (auto at = by_mag_.lower_bound({mag, 0}); at != by_mag_.end() && at->first == mag; ++at)
        out.push_back(entries_.at(at->second));
    return out;
}

bool BindingCache::any_of(const base::Address& mag) const {
    const auto at = by_mag_.lower_bound({mag, 0});
    return at != by_mag_.end() && at->first == mag;
}

const CacheEntry* BindingCache::find(std::uint32_t number) const {
    const auto at = entries_.find(number);
    return at == entries_.end() ? nullptr : &at->second;
}

const CacheEntry* BindingCache::holder(base::Ipv4 home_address) const {
    const auto at = by_address_.find(home_address);
    return at == by_address_.end() ? nullptr : &entries_.at(at->second);
}

const CacheEntry* BindingCache::holder(const base::Prefix6& home_prefix) const {
    const auto at = by_prefix_.find(home_prefix);
    return at == by_prefix_.end() ? nullptr : &entries_.at(at->second);
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
