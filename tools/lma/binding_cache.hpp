#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/option.hpp"
#include "magd/pmip/status.hpp"
#include "nlink/base/address.hpp"

namespace lma {

/// One entry of the Binding Cache, RFC 5213 section 5.1, RFC 5844 section 3.1.1 and RFC 5845.
struct CacheEntry {
    std::uint32_t number = 0; ///< given in order from 1, never again: a name for devices
    pmip::MnId mn_id;
    base::Bytes link_layer_id; ///< empty if the MAG gave none
    pmip::AccessTechnology access_technology = pmip::AccessTechnology::reserved;
    base::Address mag; ///< the MAG's address and port of signalling
    std::uint16_t port = 0;
    base::Address proxy_coa;               ///< where the tunnel ends: the same, if no option said otherwise
    std::optional<pmip::Ipv4Session> ipv4; ///< one of the two, or both
    std::optional<pmip::Ipv6Session> ipv6;
    base::Ipv6 link_local; ///< the MAG's on the access link; unspecified if no PBU told or asked
    pmip::Encapsulation encapsulation = pmip::Encapsulation::gre_udp;
    std::uint32_t downlink_key = 0; ///< chosen by the MAG
    std::uint32_t uplink_key = 0;   ///< chosen here, the same over all handoffs
    std::optional<pmip::AccessNetworkIdentifier> access_network;
    std::uint32_t mag_group = 0; ///< the MAG's bulk group; 0: the session is in none
    std::uint64_t timestamp = 0; ///< last accepted; 0 in sequence mode
    std::uint16_t sequence = 0;  ///< last accepted
    pmip::TimePoint updated;     ///< when the last PBU was accepted
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
    std::vector<base::Prefix6> home_prefixes; ///< empty: any
    base::Ipv4 home_address;                  ///< unspecified: any
};

/// The outcome of a lookup. If all is empty, the PBU means a new session.
struct Match {
    const CacheEntry* entry = nullptr;     ///< the session that the PBU means
    const CacheEntry* undecided = nullptr; ///< the one it means if its old MAG lets it go in time
    pmip::Status refusal = pmip::Status::accepted;
};

/// The Binding Cache with its lookups. Entries are changed by taking a copy and putting it back.
class BindingCache {
  public:
    void put(const CacheEntry& entry);
    void erase(std::uint32_t number);

    /// The session that a PBU means, RFC 5213 section 5.4.1 and RFC 5844 section 3.1.2.7.
    [[nodiscard]] Match find(const SessionKey& key) const;
    [[nodiscard]] const CacheEntry* find(std::uint32_t number) const;
    [[nodiscard]] const CacheEntry* holder(base::Ipv4 home_address) const;
    [[nodiscard]] const CacheEntry* holder(const base::Prefix6& home_prefix) const;
    /// All that this MAG has registered.
    [[nodiscard]] std::vector<CacheEntry> of(const base::Address& mag) const;
    [[nodiscard]] bool any_of(const base::Address& mag) const;
    /// The highest Timestamp accepted from this node, whatever the session.
    [[nodiscard]] std::uint64_t last_timestamp(const pmip::MnId& id) const;

    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;
    /// One entry that ends at or before `now`.
    [[nodiscard]] const CacheEntry* due(pmip::TimePoint now) const;
    [[nodiscard]] const std::map<std::uint32_t, CacheEntry>& entries() const { return entries_; }

  private:
    using Number = std::uint32_t;
    [[nodiscard]] std::vector<const CacheEntry*> of(const pmip::MnId& id) const;
    [[nodiscard]] Match find_named(const SessionKey& key) const;
    [[nodiscard]] Match find_any(const SessionKey& key) const;

    std::map<Number, CacheEntry> entries_;
    std::set<std::pair<pmip::MnId, Number>> by_identity_;
    std::set<std::pair<base::Address, Number>> by_mag_;
    std::map<base::Ipv4, Number> by_address_;
    std::map<base::Prefix6, Number> by_prefix_;
    std::set<std::pair<pmip::TimePoint, Number>> by_end_;
};

} // namespace lma
