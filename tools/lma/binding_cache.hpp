#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "nlink/base/address.hpp"

namespace lma {

/// One entry of the Binding Cache for an IPv4 session, RFC 5213 section 5.1, RFC 5844 section
/// 3.1.1 and RFC 5845.
struct CacheEntry {
    std::uint32_t number = 0; ///< given in order from 1, never again: a name for devices
    pmip::MnId mn_id;
    base::Bytes link_layer_id; ///< empty if the MAG gave none
    pmip::AccessTechnology access_technology = pmip::AccessTechnology::reserved;
    base::Address proxy_coa; ///< the MAG
    pmip::Ipv4Session session;
    std::uint32_t downlink_key = 0; ///< chosen by the MAG
    std::uint32_t uplink_key = 0;   ///< chosen here, the same over all handoffs
    std::uint64_t timestamp = 0;    ///< last accepted; 0 in sequence mode
    std::uint16_t sequence = 0;     ///< last accepted
    pmip::Seconds lifetime{};
    pmip::TimePoint ends; ///< of the lifetime, or of the delay before deletion
    bool deregistered = false;
    std::uint32_t handoffs = 0;
    bool operator==(const CacheEntry&) const = default;
};

/// What a PBU names a session with.
struct SessionKey {
    pmip::MnId mn_id;
    base::Bytes link_layer_id;
    pmip::AccessTechnology access_technology = pmip::AccessTechnology::reserved;
    pmip::Handoff handoff = pmip::Handoff::unknown;
    base::Address proxy_coa;
    base::Ipv4 home_address; ///< unspecified: any
};

/// The Binding Cache with its lookups. Entries are changed by taking a copy and putting it back.
class BindingCache {
  public:
    void put(const CacheEntry& entry);
    void erase(std::uint32_t number);

    /// The session that a PBU means, RFC 5213 section 5.4.1 for IPv4; nullptr: a new one. Waiting
    /// for another MAG's de-registration (MaxDelayBeforeNewBCEAssign) is configured off.
    [[nodiscard]] const CacheEntry* find(const SessionKey& key) const;
    [[nodiscard]] const CacheEntry* holder(base::Ipv4 home_address) const;
    /// The highest Timestamp accepted from this node, whatever the session.
    [[nodiscard]] std::uint64_t last_timestamp(const pmip::MnId& id) const;

    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;
    /// One entry that ends at or before `now`.
    [[nodiscard]] const CacheEntry* due(pmip::TimePoint now) const;
    [[nodiscard]] const std::map<std::uint32_t, CacheEntry>& entries() const { return entries_; }

  private:
    [[nodiscard]] std::vector<const CacheEntry*> of(const pmip::MnId& id) const;
    [[nodiscard]] const CacheEntry* find_any(const SessionKey& key) const;

    std::map<std::uint32_t, CacheEntry> entries_;
    std::set<std::pair<pmip::MnId, std::uint32_t>> by_identity_;
    std::map<base::Ipv4, std::uint32_t> by_address_;
    std::set<std::pair<pmip::TimePoint, std::uint32_t>> by_end_;
};

} // namespace lma
