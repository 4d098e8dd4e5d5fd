#include "magd/silence.hpp"

#include <algorithm>

namespace magd {

/// Of one that was not asked yet.
Silence::TimePoint Silence::end_of_patience(const Client& client) const {
    return client.heard + std::max<std::chrono::milliseconds>(client.terms.after, share * clients_.size());
}

void Silence::plan(const base::MacAddress& mac, Client& client, TimePoint due) {
    client.due = due;
    queue_.emplace(due, mac);
}

/// The place in the queue stays if it is early enough: what it is then comes out when its turn has come.
void Silence::watch(const base::MacAddress& mac, const SilenceTerms& terms, TimePoint now) {
    (void)gone_.forget(mac);
    if (terms.after == terms.after.zero()) return forget(mac);
    const auto [entry, added] = clients_.try_emplace(mac);
    auto& client = entry->second;
    client.terms = terms;
    client.heard = now;
    client.asked = 0;
    if (const auto end = end_of_patience(client); added || end < client.due) plan(mac, client, end);
}

void Silence::forget(const base::MacAddress& mac) {
    clients_.erase(mac);
    if (clients_.empty()) queue_ = {};
}

bool Silence::heard(const base::MacAddress& mac, TimePoint now) {
    const auto known = clients_.find(mac);
    if (known == clients_.end()) return gone_.forget(mac);
    known->second.heard = now;
    known->second.asked = 0;
    return false;
}

std::vector<base::MacAddress> Silence::due(TimePoint now) {
    std::vector<base::MacAddress> out;
    while (next_ <= now && !queue_.empty() && queue_.top().first <= now && out.size() < looks_at_once) {
        const auto [at, mac] = queue_.top();
        queue_.pop();
        const auto known = clients_.find(mac);
        if (known == clients_.end() || known->second.due != at) continue;
        auto& client = known->second;
        if (const auto end = end_of_patience(client); client.asked == 0 && end > now)
            plan(mac, client, end);
        else
            out.push_back(mac);
    }
    if (!out.empty()) next_ = now + pace * out.size();
    return out;
}

Silence::Verdict Silence::judge(const base::MacAddress& mac, const Look& look, TimePoint now) {
    const auto known = clients_.find(mac);
    if (known == clients_.end()) return Verdict::there;
    auto& client = known->second;
    const bool moved = look.packets && look.packets != client.packets;
    const bool enough = client.asked > client.terms.retries;
    if (enough && !moved && look.conclusive) return gone(mac);
    if (moved || enough) {
        client.packets = look.packets.value_or(client.packets);
        client.heard = now;
        client.asked = 0;
        plan(mac, client, end_of_patience(client));
        return Verdict::there;
    }
    ++client.asked;
    plan(mac, client, now + client.terms.interval);
    return Verdict::ask;
}

Silence::Verdict Silence::gone(const base::MacAddress& mac) {
    forget(mac);
    gone_.remember(mac);
    return Verdict::gone;
}

std::optional<Silence::TimePoint> Silence::deadline() const {
    if (queue_.empty()) return std::nullopt;
    return std::max(queue_.top().first, next_);
}

} // namespace magd
