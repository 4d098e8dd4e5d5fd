#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_update.hpp"
#include "tools/lma/lma_turn.hpp"
#include "tools/lma/offers.hpp"
#include "tools/lma/update_check.hpp"

/// PBUs up to the decision what they mean: RFC 5213 section 5.3.1.
namespace lma {

using pmip::Status;

void Lma::take(const MessageIn& in, const pmip::ProxyBindingUpdate& message, Turn& turn) {
    const auto request = read_request(in, message);
    if (malformed(request)) return;
    auto& how = settings_.misbehaviour;
    if (in.forged)
        reject(request, {Status::mipv6_auth_fail}, turn);
    else
        update(request, turn);
    if (how.updates == 1)
        how = {};
    else if (how.updates > 1)
        --how.updates;
}

void Lma::update(const Request& request, Turn& turn) {
    if (request.bulk_refresh()) return refresh_group(request, turn);
    if (const auto status = check_identity(settings_, request); status != Status::accepted)
        return reject(request, {status}, turn);
    const auto match = cache_.find(request.key);
    if (const auto status = order(request, match.entry, turn); status != Status::accepted)
        return reject(request, {status}, turn);
    if (const auto status = check_options(settings_, request); status != Status::accepted)
        return reject(request, {status}, turn);
    if (match.refusal != Status::accepted)
        return reject(request, {match.refusal, pmip::Ipv4HomeAddressStatus::administratively_prohibited},
                      turn);
    decide(request, match, turn);
}

/// By the Timestamp if there is one, or else by the sequence number.
Status Lma::order(const Request& request, const CacheEntry* known, const Turn& turn) const {
    if (request.find<pmip::Timestamp>() != nullptr)
        return check_timestamp(request.timestamp(), pmip::timestamp_value(turn.now.wall),
                               cache_.last_timestamp(request.key.mn_id), settings_.timestamp_window);
    const bool late = known != nullptr && !greater(request.update.sequence, known->sequence);
    return late ? Status::sequence_number_out_of_window : Status::accepted;
}

void Lma::decide(const Request& request, const Match& match, Turn& turn) {
    if (request.deregisters()) return deregister(request, match.entry, turn);
    if (settings_.misbehaviour.refuse) return reject(request, {*settings_.misbehaviour.refuse}, turn);
    const bool waits = settings_.max_delay_before_new > pmip::Milliseconds{0};
    if (match.undecided == nullptr || !waits) return register_session(request, match.entry, turn);
    if (match.undecided->deregistered) return register_session(request, match.undecided, turn);
    wait(request, *match.undecided, turn);
}

/// A repeated PBU takes the place of the former one, and waits no longer for that.
void Lma::wait(const Request& request, const CacheEntry& session, Turn& turn) {
    const auto same = std::ranges::find_if(waiting_, [&](const Waiting& waiting) {
        return waiting.session == session.number && waiting.request.from == request.from;
    });
    if (same != waiting_.end()) {
        same->request = request;
        return;
    }
    waiting_.push_back({.request = request,
                        .session = session.number,
                        .until = turn.now.steady + settings_.max_delay_before_new});
    turn.note(pmip::Note::Level::info,
              fmt::format("{} from {}: waits for a de-registration from {}", pmip::describe(request.update),
                          base::to_string(request.from), base::to_string(session.mag)));
    if (settings_.peers.revoke_old_mag)
        revoke(session, pmip::RevocationTrigger::handover_unknown, {.undecided = session.number}, turn);
}

/// Those that wait for the session go on: it is theirs if its old MAG let it go.
void Lma::resume(std::uint32_t session, bool let_go, Turn& turn) {
    const auto of_session = [&](const Waiting& waiting) { return waiting.session == session; };
    for (;;) {
        const auto at = std::ranges::find_if(waiting_, of_session);
        if (at == waiting_.end()) return;
        const auto request = std::move(at->request);
        waiting_.erase(at);
        register_session(request, let_go ? cache_.find(session) : nullptr, turn);
    }
}

/// RFC 6602 section 5: one PBU extends the lifetime of all sessions of a group.
void Lma::refresh_group(const Request& request, Turn& turn) {
    constexpr std::uint32_t all_sessions = 1;
    if (!authorised(settings_, request.from))
        return reject(request, {Status::mag_not_authorized_for_proxy_reg}, turn);
    const auto group = request.find<pmip::MobileNodeGroup>()->id;
    auto sessions = cache_.of(request.from);
    std::erase_if(sessions, [&](const CacheEntry& entry) {
        const bool member = group == all_sessions || group == bulk_group || group == entry.mag_group;
        return entry.mag_group == 0 || entry.deregistered || !member;
    });
    if (sessions.empty()) return reject(request, {Status::invalid_mobile_node_group_identifier}, turn);
    const auto asked = request.update.lifetime * pmip::lifetime_unit;
    auto granted = asked;
    for (auto& entry : sessions) {
        granted = std::min(granted, pool_of(settings_, entry.mn_id)->max_lifetime);
        if (request.deregisters()) {
            let_go(entry, turn);
            continue;
        }
        entry.lifetime = granted;
        entry.ends = turn.now.steady + granted;
        entry.updated = turn.now.steady;
        cache_.put(entry);
    }
    turn.note(pmip::Note::Level::info, fmt::format("{} from {}: {} sessions", pmip::describe(request.update),
                                                   base::to_string(request.from), sessions.size()));
    answer(request, group_acceptance(request, granted), turn);
}

} // namespace lma
