#include "magd/pmip/mag_index.hpp"

namespace pmip {
namespace {

/// The clients of all entries that begin with `key`.
template <class Key>
std::vector<base::MacAddress> clients_of(const std::set<std::pair<Key, base::MacAddress>>& entries,
                                         const Key& key) {
    std::vector<base::MacAddress> out;
    for (auto at = entries.lower_bound({key, {}}); at != entries.end() && at->first == key; ++at)
        out.push_back(at->second);
    return out;
}

/// What the LMA gave: addresses and prefixes that no other client of it may have.
std::vector<base::Address> addresses_of(const Binding& binding) {
    std::vector<base::Address> out;
    if (binding.ipv4) out.emplace_back(binding.ipv4->home_address.address);
    if (binding.ipv6)
        for (const auto& prefix : binding.ipv6->home_prefixes) out.emplace_back(prefix.address);
    return out;
}

/// A muted exchange sends nothing more; only a de-registration still ends by time.
bool timed(const Exchange& exchange) { return !exchange.muted || ends(exchange.kind); }

} // namespace

std::optional<TimePoint> deadline(const Binding& binding) {
    std::optional<TimePoint> next;
    const auto consider = [&](const std::optional<TimePoint>& time) {
        if (time && (!next || *time < *next)) next = time;
    };
    if (binding.exchange && timed(*binding.exchange)) consider(binding.exchange->next);
    if (binding.phase == Phase::active) consider(binding.refresh_at);
    if (binding.phase == Phase::null) consider(binding.retry_at);
    consider(binding.expires);
    return next;
}

void MagIndex::insert(const Binding& binding) {
    const auto& mac = binding.profile.mac;
    identities_.emplace(binding.profile.mn_id, mac);
    if (const auto next = pmip::deadline(binding)) deadlines_.emplace(*next, mac);
    if (binding.exchange)
        for (const auto& copy : binding.exchange->copies) sequences_.emplace(copy.sequence, mac);
    lmas_.emplace(binding.lma, mac);
    if (!binding.wanted) return;
    ++sessions_[binding.lma];
    for (const auto& address : addresses_of(binding)) addresses_.emplace(binding.lma, address, mac);
}

void MagIndex::erase(const Binding& binding) {
    const auto& mac = binding.profile.mac;
    identities_.erase({binding.profile.mn_id, mac});
    if (const auto next = pmip::deadline(binding)) deadlines_.erase({*next, mac});
    if (binding.exchange)
        for (const auto& copy : binding.exchange->copies) sequences_.erase({copy.sequence, mac});
    lmas_.erase({binding.lma, mac});
    if (!binding.wanted) return;
    --sessions_[binding.lma];
    for (const auto& address : addresses_of(binding)) addresses_.erase({binding.lma, address, mac});
}

std::optional<TimePoint> MagIndex::deadline() const {
    if (deadlines_.empty()) return std::nullopt;
    return deadlines_.begin()->first;
}

std::vector<base::MacAddress> MagIndex::due(TimePoint now) const {
    std::vector<base::MacAddress> out;
    for (const auto& [time, mac] : deadlines_) {
        if (time > now) break;
        out.push_back(mac);
    }
    return out;
}

std::vector<base::MacAddress> MagIndex::by_identity(const MnId& id) const {
    return clients_of(identities_, id);
}

std::vector<base::MacAddress> MagIndex::by_sequence(std::uint16_t sequence) const {
    return clients_of(sequences_, sequence);
}

std::vector<base::MacAddress> MagIndex::by_lma(const std::string& lma) const {
    return clients_of(lmas_, lma);
}

std::size_t MagIndex::sessions(const std::string& lma) const {
    const auto at = sessions_.find(lma);
    return at == sessions_.end() ? 0 : at->second;
}

std::optional<base::MacAddress> MagIndex::holder(const std::string& lma, const base::Address& address) const {
    const auto at = addresses_.lower_bound({lma, address, {}});
    if (at == addresses_.end() || std::get<0>(*at) != lma || std::get<1>(*at) != address) return std::nullopt;
    return std::get<2>(*at);
}

} // namespace pmip
