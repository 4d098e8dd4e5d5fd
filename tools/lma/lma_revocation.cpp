#include <fmt/format.h>

#include "tools/lma/lma_turn.hpp"

/// Revocation as its initiator, RFC 5846.
namespace lma {
namespace {

using pmip::BindingRevocation;
using pmip::RevocationTrigger;

RevocationTrigger handover_trigger(const CacheEntry& before, const CacheEntry& after, pmip::Handoff handoff) {
    if (handoff == pmip::Handoff::unknown) return RevocationTrigger::handover_unknown;
    return before.access_technology == after.access_technology ? RevocationTrigger::handover_same_access
                                                               : RevocationTrigger::handover_other_access;
}

/// A session is named by its MN-ID and prefixes; its address goes with the V flag alone, which
/// says that this address is what is revoked.
std::vector<pmip::Option> identity(const CacheEntry& entry, bool ipv4_only) {
    std::vector<pmip::Option> out{pmip::MobileNodeIdentifier{entry.mn_id}};
    if (ipv4_only && entry.ipv4) out.emplace_back(pmip::Ipv4HomeAddressRequest{entry.ipv4->home_address});
    if (!ipv4_only && entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes)
            out.emplace_back(pmip::HomeNetworkPrefix{prefix});
    return out;
}

} // namespace

/// After a handoff the old MAG is told, section 8.1; the session goes on at the new one.
void Lma::revoke_old(const CacheEntry& before, const CacheEntry& after, pmip::Handoff handoff, Turn& turn) {
    const bool moved = before.mag != after.mag && !before.deregistered;
    if (moved && settings_.peers.revoke_old_mag)
        revoke(before, handover_trigger(before, after, handoff), {}, turn);
}

void Lma::revoke(const CacheEntry& entry, RevocationTrigger trigger, Pending how, Turn& turn) {
    const auto& peers = settings_.peers;
    const auto sequence = pending_.sequence();
    BindingRevocation indication{
        .code = std::to_underlying(trigger), .sequence = sequence, .options = identity(entry, how.ipv4_only)};
    if (how.ipv4_only) indication.flags |= BindingRevocation::ipv4_only;
    how.send = {.to = entry.mag, .port = entry.port, .message = std::move(indication)};
    how.timeout = peers.revocation_timeout;
    how.longest_timeout = peers.revocation_longest_timeout;
    how.retries = peers.revocation_retries;
    turn.send(how.send);
    pending_.add(sequence, std::move(how), turn.now.steady);
}

/// With the G flag: whatever the options name, or all that the MAG has.
void Lma::revoke_many(const base::Address& mag, RevocationTrigger trigger, std::vector<pmip::Option> options,
                      std::vector<std::uint32_t> sessions, Turn& turn) {
    const auto at = peers_.all().find(mag);
    if (at == peers_.all().end()) return;
    const auto& peers = settings_.peers;
    const auto sequence = pending_.sequence();
    Pending pending{
        .send = {.to = mag,
                 .port = at->second.port,
                 .message = BindingRevocation{.code = std::to_underlying(trigger),
                                              .sequence = sequence,
                                              .flags = BindingRevocation::proxy | BindingRevocation::global,
                                              .options = std::move(options)}},
        .timeout = peers.revocation_timeout,
        .longest_timeout = peers.revocation_longest_timeout,
        .retries = peers.revocation_retries,
        .sessions = std::move(sessions)};
    turn.send(pending.send);
    pending_.add(sequence, std::move(pending), turn.now.steady);
}

/// Acknowledged or given up: the sessions end, but for those that went to another MAG meanwhile.
void Lma::revoked(const Pending& pending, Turn& turn) {
    for (const auto number : pending.sessions) {
        const auto* entry = cache_.find(number);
        if (entry != nullptr && entry->mag == pending.send.to)
            release(*entry, true, !pending.ipv4_only, turn);
    }
}

} // namespace lma
