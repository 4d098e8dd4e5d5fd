#include "tools/lma/pending.hpp"

#include <algorithm>

namespace lma {

std::uint16_t PendingMessages::sequence() {
    while (pending_.contains(next_sequence_)) ++next_sequence_;
    return next_sequence_++;
}

void PendingMessages::add(std::uint16_t sequence, Pending pending, pmip::TimePoint now) {
    pending.next = now + pending.timeout;
    pending_.emplace(sequence, std::move(pending));
}

std::optional<Send> PendingMessages::copy(pmip::TimePoint now) {
    const auto at = std::ranges::find_if(
        pending_, [&](const auto& item) { return item.second.next <= now && item.second.retries > 0; });
    if (at == pending_.end()) return std::nullopt;
    auto& pending = at->second;
    --pending.retries;
    pending.timeout = std::min(2 * pending.timeout, pending.longest_timeout);
    pending.next = now + pending.timeout;
    if (auto* notification = std::get_if<pmip::UpdateNotification>(&pending.send.message))
        notification->flags |= pmip::UpdateNotification::retransmission;
    return pending.send;
}

std::optional<Pending> PendingMessages::give_up(pmip::TimePoint now) {
    const auto at = std::ranges::find_if(
        pending_, [&](const auto& item) { return item.second.next <= now && item.second.retries == 0; });
    if (at == pending_.end()) return std::nullopt;
    return std::move(pending_.extract(at).mapped());
}

std::optional<pmip::TimePoint> PendingMessages::deadline() const {
    const auto first =
        std::ranges::min_element(pending_, {}, [](const auto& item) { return item.second.next; });
    if (first == pending_.end()) return std::nullopt;
    return first->second.next;
}

} // namespace lma
