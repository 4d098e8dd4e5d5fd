#include <fmt/format.h>

#include "tools/lma/lma_turn.hpp"

/// How sessions end.
namespace lma {

/// Answered at once, deleted after a delay (RFC 5213 section 5.3.5): the old MAG's word does not
/// count once another one holds the session. One of two services may be given up alone.
void Lma::deregister(const Request& request, const CacheEntry* known, Turn& turn) {
    const auto note = [&](std::string_view outcome) {
        turn.note(pmip::Note::Level::info, [&] {
            return fmt::format("{} from {}: {}", pmip::describe(request.update),
                               base::to_string(request.from), outcome);
        });
    };
    if (known == nullptr || known->proxy_coa != request.key.proxy_coa)
        return note("ignored, no such session of this MAG");
    auto entry = *known;
    entry.timestamp = request.timestamp();
    entry.sequence = request.update.sequence;
    const auto ack = acceptance(request, entry, {});
    const bool whole = (request.ipv4 || !entry.ipv4) && (request.ipv6 || !entry.ipv6);
    note(whole ? "de-registered" : "one service given up");
    if (!whole)
        release(entry, request.ipv4, request.ipv6, turn);
    else if (entry.deregistered)
        cache_.put(entry);
    else
        let_go(entry, turn);
    answer(request, ack, turn);
    if (whole) resume(entry.number, true, turn);
}

/// Packets are dropped from now on; the session can be revived until MinDelayBeforeBCEDelete.
void Lma::let_go(CacheEntry entry, Turn& turn) {
    entry.deregistered = true;
    entry.ends = turn.now.steady + settings_.min_delay_before_delete;
    cache_.put(entry);
    turn.actions.emplace_back(UnwantTunnel{std::move(entry)});
}

/// Ends services of a session, and the session with the last of them.
void Lma::release(CacheEntry entry, bool ipv4, bool ipv6, Turn& turn) {
    const bool carried = !entry.deregistered;
    if (ipv4) entry.ipv4.reset();
    if (ipv6) entry.ipv6.reset();
    if (!entry.ipv4 && !entry.ipv6) {
        if (const auto* whole = cache_.find(entry.number)) remove(CacheEntry(*whole), turn);
        return;
    }
    cache_.put(entry);
    if (carried) turn.actions.emplace_back(WantTunnel{std::move(entry)});
}

void Lma::remove(const CacheEntry& entry, Turn& turn) {
    const auto number = entry.number;
    if (!entry.deregistered) turn.actions.emplace_back(UnwantTunnel{entry});
    cache_.erase(number);
}

} // namespace lma
