#include <algorithm>

#include "tools/lma/binding_cache.hpp"

/// Which session a PBU means: RFC 5213 section 5.4.1.
namespace lma {
namespace {

using pmip::Handoff;
using pmip::Status;

bool same_link(const CacheEntry& entry, const SessionKey& key) {
    return entry.link_layer_id == key.link_layer_id && entry.access_technology == key.access_technology;
}

bool same_mag(const CacheEntry& entry, const SessionKey& key) {
    return entry.proxy_coa == key.proxy_coa && entry.access_technology == key.access_technology;
}

/// Whether a PBU that names the entry's own address updates it, section 5.4.1.1.
bool updates(const CacheEntry& entry, const SessionKey& key) {
    if (!key.link_layer_id.empty() && same_link(entry, key)) return true;
    if (key.handoff == Handoff::between_interfaces) return true;
    if (key.link_layer_id.empty() && same_link(entry, key) && key.handoff == Handoff::between_mags)
        return true;
    return same_mag(entry, key);
}

/// A session without prefixes yet goes with any set.
bool same_prefixes(const CacheEntry& entry, const SessionKey& key) {
    return key.home_prefixes.empty() || !entry.ipv6 ||
           std::ranges::is_permutation(entry.ipv6->home_prefixes, key.home_prefixes);
}

} // namespace

Match BindingCache::find(const SessionKey& key) const {
    return key.home_prefixes.empty() && key.home_address.unspecified() ? find_any(key) : find_named(key);
}

/// Section 5.4.1.1: a prefix, or else an address, is named.
Match BindingCache::find_named(const SessionKey& key) const {
    const bool by_prefix = !key.home_prefixes.empty();
    const auto* entry = by_prefix ? holder(key.home_prefixes.front()) : holder(key.home_address);
    if (entry == nullptr) return {};
    if (entry->mn_id != key.mn_id)
        return {.refusal = by_prefix ? Status::not_authorized_for_home_network_prefix
                                     : Status::not_authorized_for_ipv4_home_address};
    if (!same_prefixes(*entry, key)) return {.refusal = Status::bce_pbu_prefix_set_do_not_match};
    return {.entry = updates(*entry, key) ? entry : nullptr};
}

/// Sections 5.4.1.2 and 5.4.1.3: none is named. A retransmission without a link-layer
/// identifier must not make a second session, so the same MAG's own one counts too.
Match BindingCache::find_any(const SessionKey& key) const {
    const auto candidates = of(key.mn_id);
    if (!key.link_layer_id.empty())
        for (const auto* entry : candidates)
            if (same_link(*entry, key)) return {.entry = entry};
    if (candidates.size() != 1) return {};
    const auto* only = candidates.front();
    if (key.handoff == Handoff::between_interfaces) return {.entry = only};
    if (key.link_layer_id.empty()) {
        if (key.handoff == Handoff::between_mags) return {.entry = only};
        if (same_mag(*only, key) && only->link_layer_id.empty()) return {.entry = only};
    }
    return {.undecided = key.handoff == Handoff::unknown ? only : nullptr};
}

} // namespace lma
