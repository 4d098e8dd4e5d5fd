#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// Bulk refresh, RFC 6602: one update renews every session of a group.
namespace pmip {
namespace {

/// Bulk updates sent in all, before each session is refreshed by itself.
constexpr std::uint32_t bulk_copies = 3;
/// Names the members of all groups between two peers.
constexpr std::uint32_t all_sessions = 1;

/// Time from the first copy to when the last one has gone unanswered for long enough.
Milliseconds bulk_patience(const PeerTimers& timers) {
    Milliseconds sum{};
    auto timeout = timers.initial_bindack_timeout;
    for (std::uint32_t i = 0; i < bulk_copies; ++i, timeout *= 2)
        sum += std::min(timeout, timers.max_bindack_timeout);
    return sum;
}

bool member(const Binding& binding, std::uint32_t group) {
    return binding.group != 0 && (group == all_sessions || group == binding.group);
}

} // namespace

/// Whether a bulk update renews the session; if so, the session waits for how that ends.
bool Turn::renewed_in_bulk() {
    if (binding_.group == 0 || !lma_settings().bulk) return false;
    auto [at, first] = peer().bulk.try_emplace(binding_.group);
    auto& bulk = at->second;
    if (first) {
        bulk.next = peer().turn(now_.steady, lma_settings().update_rate);
        bulk.ends = bulk.next + bulk_patience(peer().timers);
        bulk.timeout = peer().timers.initial_bindack_timeout;
    }
    // It may be over and not yet known to have failed, after a Tick that came late.
    const bool awaited = !bulk.failed && now_.steady < bulk.ends && bulk.ends < *binding_.expires;
    if (!awaited) return false;
    binding_.refresh_at = bulk.ends;
    return true;
}

/// The lifetime is the group's; a session that was registered since may have a longer one.
void Turn::renewed(TimePoint sent, std::uint64_t timestamp, Seconds lifetime) {
    binding_.timestamps.accept(timestamp);
    if (binding_.expires && sent + lifetime > *binding_.expires) set_timers(sent, lifetime);
}

void Turn::refresh_by(TimePoint waits, TimePoint now) {
    if (binding_.refresh_at == waits) binding_.refresh_at = now;
}

std::vector<base::MacAddress> Mag::members(const std::string& lma, std::uint32_t group) const {
    auto clients = shared_.index.by_lma(lma);
    std::erase_if(clients, [&](const base::MacAddress& mac) {
        const auto& binding = bindings_.at(mac);
        return !binding.wanted || !member(binding, group);
    });
    return clients;
}

/// Sends what is due; gives up what was not answered.
void Mag::mind_bulk(const Call& call) {
    for (auto& [lma, peer] : shared_.peers)
        for (auto& [group, bulk] : peer.bulk) {
            if (bulk.failed || bulk.next > call.now.steady) continue;
            if (bulk.copies.size() < bulk_copies && !peer.auth_refused)
                send_bulk(lma, group, bulk, call);
            else
                bulk_failed(lma, group, bulk, "is not answered", call);
        }
}

/// Later than every update of the group's sessions, and than every earlier copy (RFC 5213 section 5.5).
std::uint64_t Mag::bulk_timestamp(const std::string& lma, std::uint32_t group, const Peer::Bulk& bulk,
                                  const Call& call) const {
    auto value = timestamp_value(call.now.wall);
    if (!bulk.copies.empty()) value = std::max(value, bulk.copies.back().timestamp + 1);
    for (const auto& mac : members(lma, group))
        value = std::max(value, bindings_.at(mac).timestamps.sent + 1);
    return value;
}

void Mag::send_bulk(const std::string& lma, std::uint32_t group, Peer::Bulk& bulk, const Call& call) {
    const auto& settings = shared_.settings;
    bulk.copies.push_back({.sequence = shared_.sequence++,
                           .timestamp = bulk_timestamp(lma, group, bulk, call),
                           .sent = call.now.steady});
    ProxyBindingUpdate update{.sequence = bulk.copies.back().sequence,
                              .lifetime = static_cast<std::uint16_t>(settings.lifetime / lifetime_unit),
                              .options = {MobileNodeGroup{.id = group}}};
    if (settings.timestamps) update.options.emplace_back(Timestamp{bulk.copies.back().timestamp});
    bulk.next = call.now.steady + std::min(bulk.timeout, shared_.peers.at(lma).timers.max_bindack_timeout);
    bulk.timeout *= 2;
    ++shared_.counters[Counter::bulk_refresh_sent];
    call.actions.emplace_back(LmaNote{
        .lma = lma, .text = fmt::format("bulk refresh of group {} sent, seqNo {}", group, update.sequence)});
    call.actions.emplace_back(Send{.to = settings.lmas.at(lma).address, .message = std::move(update)});
}

/// Its sessions are refreshed one by one, in their turn, as soon as their wait ends.
void Mag::bulk_failed(const std::string& lma, std::uint32_t group, Peer::Bulk& bulk, const std::string& why,
                      const Call& call) {
    ++shared_.counters[Counter::bulk_refresh_failed];
    call.actions.emplace_back(
        LmaNote{.lma = lma,
                .level = Note::Level::warning,
                .text = fmt::format("bulk refresh of group {} {}: its sessions are refreshed one by one",
                                    group, why)});
    bulk.failed = true;
    for (const auto& mac : members(lma, group))
        work(bindings_.at(mac), call, [&](Turn& turn) { turn.refresh_by(bulk.ends, call.now.steady); });
}

/// Whether the answer is to a bulk update: those name no client.
bool Mag::bulk_answered(const ProxyBindingAck& ack, const Heard& heard) {
    const auto* named = pmip::find<MobileNodeIdentifier>(ack.options);
    if (named != nullptr && !named->id.identifier.empty()) return false;
    for (auto& [group, bulk] : heard.peer.bulk) {
        const auto copy = std::ranges::find(bulk.copies, ack.sequence, &Peer::Bulk::Copy::sequence);
        if (copy == bulk.copies.end() || bulk.failed) continue;
        if (!accepted(ack.status) || ack.lifetime == 0)
            bulk_failed(heard.lma, group, bulk,
                        fmt::format("was refused: {} {}", std::to_underlying(ack.status), name(ack.status)),
                        heard.call);
        else
            bulk_accepted(group, *copy, ack, heard);
        return true;
    }
    return false;
}

void Mag::bulk_accepted(std::uint32_t group, const Peer::Bulk::Copy answered, const ProxyBindingAck& ack,
                        const Heard& heard) {
    heard.peer.bulk.erase(group);
    ++shared_.counters[Counter::bulk_refresh_accepted];
    const auto lifetime = std::min(ack.lifetime * lifetime_unit, shared_.settings.lifetime);
    const auto clients = members(heard.lma, group);
    heard.call.actions.emplace_back(
        LmaNote{.lma = heard.lma,
                .text = fmt::format("bulk refresh of group {} accepted: {} sessions, lifetime {} s", group,
                                    clients.size(), lifetime.count())});
    for (const auto& mac : clients)
        work(bindings_.at(mac), heard.call,
             [&](Turn& turn) { turn.renewed(answered.sent, answered.timestamp, lifetime); });
}

} // namespace pmip
