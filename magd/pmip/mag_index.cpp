#include "magd/pmip/mag_index.hpp"

#include <algorithm>

namespace pmip {
namespace {

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

bool MagIndex::ByIdentity::operator()(const Binding* a, const Binding* b) const {
    const auto order = a->profile.mn_id <=> b->profile.mn_id;
    return order < 0 || (order == 0 && a->profile.mac < b->profile.mac);
}

void MagIndex::insert(const Binding& binding) {
    const auto& mac = binding.profile.mac;
    identities_.insert(&binding);
    if (const auto next = pmip::deadline(binding)) deadlines_.emplace(*next, mac);
    if (binding.exchange)
        for (const auto& copy : binding.exchange->copies) sequences_.emplace(copy.sequence, mac);
    if (!binding.wanted) return;
    auto& of_lma = lmas_[binding.lma];
    ++of_lma.sessions;
    const auto add = [&]<class T>(const T& home) { std::get<Homes<T>>(of_lma.homes).emplace(home, mac); };
    for (const auto& address : addresses_of(binding)) std::visit(add, address);
}

void MagIndex::erase(const Binding& binding) {
    const auto& mac = binding.profile.mac;
    identities_.erase(&binding);
    if (const auto next = pmip::deadline(binding)) deadlines_.erase({*next, mac});
    if (binding.exchange)
        for (const auto& copy : binding.exchange->copies) sequences_.erase({copy.sequence, mac});
    if (!binding.wanted) return;
    auto& of_lma = lmas_[binding.lma];
    --of_lma.sessions;
    const auto remove = [&]<class T>(const T& home) { std::get<Homes<T>>(of_lma.homes).erase({home, mac}); };
    for (const auto& address : addresses_of(binding)) std::visit(remove, address);
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
    std::vector<base::MacAddress> out;
    const auto [first, last] = identities_.equal_range(id);
    for (auto at = first; at != last; ++at) out.push_back((*at)->profile.mac);
    return out;
}

std::vector<base::MacAddress> MagIndex::by_sequence(std::uint16_t sequence) const {
    std::vector<base::MacAddress> out;
    for (auto at = sequences_.lower_bound({sequence, {}}); at != sequences_.end() && at->first == sequence;
         ++at)
        out.push_back(at->second);
    return out;
}

std::vector<base::MacAddress> MagIndex::by_lma(const std::string& lma) const {
    std::vector<base::MacAddress> out;
    for (const auto* binding : identities_)
        if (binding->lma == lma) out.push_back(binding->profile.mac);
    std::ranges::sort(out);
    return out;
}

std::size_t MagIndex::sessions(const std::string& lma) const {
    const auto at = lmas_.find(lma);
    return at == lmas_.end() ? 0 : at->second.sessions;
}

std::optional<base::MacAddress> MagIndex::holder(const std::string& lma, const base::Address& address) const {
    const auto of_lma = lmas_.find(lma);
    if (of_lma == lmas_.end()) return std::nullopt;
    const auto find = [&]<class T>(const T& home) -> std::optional<base::MacAddress> {
        const auto& homes = std::get<Homes<T>>(of_lma->second.homes);
        const auto at = homes.lower_bound({home, {}});
        if (at == homes.end() || at->first != home) return std::nullopt;
        return at->second;
    };
    return std::visit(find, address);
}

bool MagIndex::taken(const std::string& lma, const base::MacAddress& mac,
                     const std::vector<base::Address>& addresses) const {
    return std::ranges::any_of(
        addresses, [&](const base::Address& address) { return holder(lma, address).value_or(mac) != mac; });
}

} // namespace pmip
