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

/// A muted exchange sends nothing more; only a de-registration still ends by time.
bool timed(const Exchange& exchange) {
    return !exchange.muted || exchange.kind == Exchange::Kind::deregistration;
}

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
    if (binding.wanted) addresses_.emplace(binding.lma, binding.ipv4->home_address.address, mac);
}

void MagIndex::erase(const Binding& binding) {
    const auto& mac = binding.profile.mac;
    identities_.erase({binding.profile.mn_id, mac});
    if (const auto next = pmip::deadline(binding)) deadlines_.erase({*next, mac});
    if (binding.exchange)
        for (const auto& copy : binding.exchange->copies) sequences_.erase({copy.sequence, mac});
    if (binding.wanted) addresses_.erase({binding.lma, binding.ipv4->home_address.address, mac});
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

bool MagIndex::carried(const std::string& lma, base::Ipv4 address) const {
    const auto at = addresses_.lower_bound({lma, address, {}});
    return at != addresses_.end() && std::get<0>(*at) == lma && std::get<1>(*at) == address;
}

} // namespace pmip
