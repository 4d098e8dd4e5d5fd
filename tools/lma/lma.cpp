#include "tools/lma/lma.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_update.hpp"
#include "tools/lma/lma_answer.hpp"
#include "tools/lma/update_check.hpp"

namespace lma {
namespace {

using pmip::Status;

SessionKey key_of(const PbuIn& in) {
    const auto& options = in.update.options;
    SessionKey key;
    if (const auto* id = pmip::find<pmip::MobileNodeIdentifier>(options)) key.mn_id = id->id;
    if (const auto* llid = pmip::find<pmip::LinkLayerIdentifier>(options))
        key.link_layer_id = llid->identifier;
    if (const auto* att = pmip::find<pmip::AccessTechnologyType>(options))
        key.access_technology = att->technology;
    if (const auto* hi = pmip::find<pmip::HandoffIndicator>(options)) key.handoff = hi->indicator;
    if (const auto* request = pmip::find<pmip::Ipv4HomeAddressRequest>(options))
        key.home_address = request->home_address.address;
    key.proxy_coa = in.from;
    return key;
}

} // namespace

/// One PBU being served.
struct Lma::Call {
    const PbuIn* in = nullptr;
    pmip::Now now;
    SessionKey key;
    std::vector<LmaAction> actions;

    void note(pmip::Note::Level level, std::string text) {
        actions.emplace_back(LmaNote{.level = level, .text = std::move(text)});
    }
    void answer(pmip::ProxyBindingAck ack) {
        actions.emplace_back(SendPba{.to = in->from, .port = in->port, .ack = std::move(ack)});
    }
    void reject(Rejection why) {
        note(pmip::Note::Level::warning,
             fmt::format("{} from {}: rejected with {}", pmip::describe(in->update),
                         base::to_string(in->from), pmip::describe(why.status)));
        auto ack = rejection(in->update, why);
        for (auto& option : ack.options) // 156 and 157 tell the time here
            if (auto* timestamp = std::get_if<pmip::Timestamp>(&option);
                timestamp != nullptr && (why.status == Status::timestamp_mismatch ||
                                         why.status == Status::timestamp_lower_than_prev_accepted))
                timestamp->value = pmip::timestamp_value(now.wall);
        answer(std::move(ack));
    }
};

Lma::Lma(LmaSettings settings) : settings_(std::move(settings)), next_key_(settings_.first_uplink_key) {}

std::vector<LmaAction> Lma::on(const LmaEvent& event, const pmip::Now& now) {
    Call call{.in = nullptr, .now = now, .key = {}, .actions = {}};
    std::visit([&](const auto& e) { handle(e, call); }, event);
    return std::move(call.actions);
}

/// The order of RFC 5213 section 5.3.1.
void Lma::handle(const PbuIn& event, Call& call) {
    const auto& update = event.update;
    if (settings_.silent || (update.flags & pmip::pbu_flag::proxy) == 0 || malformed(update)) return;
    call.in = &event;
    call.key = key_of(event);
    if (call.key.mn_id.identifier.empty()) return call.reject({Status::missing_mn_identifier_option});
    if (!authorised(event.from)) return call.reject({Status::mag_not_authorized_for_proxy_reg});
    if (pool_of(call.key.mn_id) == nullptr) return call.reject({Status::not_lma_for_this_mobile_node});
    const auto* known = cache_.find(call.key);
    if (const auto status = order(call, known); status != Status::accepted) {
        call.reject({status});
        if (status == Status::sequence_number_out_of_window)
            std::get<SendPba>(call.actions.back()).ack.sequence = known->sequence;
        return;
    }
    if (const auto status = check_options(update); status != Status::accepted) return call.reject({status});
    if (update.lifetime == 0) return deregister(call, known);
    if (settings_.refuse_status != 0) return call.reject({Status{settings_.refuse_status}});
    register_session(call, known);
}

/// By the Timestamp if there is one, or else by the sequence number.
Status Lma::order(const Call& call, const CacheEntry* known) const {
    const auto& update = call.in->update;
    if (const auto* timestamp = pmip::find<pmip::Timestamp>(update.options))
        return check_timestamp(timestamp->value, pmip::timestamp_value(call.now.wall),
                               cache_.last_timestamp(call.key.mn_id), settings_.timestamp_window);
    const bool late = known != nullptr && !greater(update.sequence, known->sequence);
    return late ? Status::sequence_number_out_of_window : Status::accepted;
}

/// A new session, a refresh or a handoff; a session on its way out is revived.
void Lma::register_session(Call& call, const CacheEntry* known) {
    const auto before = known != nullptr ? std::optional(*known) : std::nullopt;
    auto entry = before ? before : new_session(call);
    if (!entry) return;
    const auto& update = call.in->update;
    const auto* timestamp = pmip::find<pmip::Timestamp>(update.options);
    if (before && before->proxy_coa != call.in->from) ++entry->handoffs;
    entry->link_layer_id = call.key.link_layer_id;
    entry->access_technology = call.key.access_technology;
    entry->proxy_coa = call.in->from;
    entry->downlink_key = *pmip::find<pmip::GreKey>(update.options)->key;
    entry->timestamp = timestamp != nullptr ? timestamp->value : 0;
    entry->sequence = update.sequence;
    entry->lifetime = std::min(update.lifetime * pmip::lifetime_unit, settings_.max_lifetime);
    entry->ends = call.now.steady + entry->lifetime;
    entry->deregistered = false;
    cache_.put(*entry);

    const bool carried = before && !before->deregistered && before->proxy_coa == entry->proxy_coa &&
                         before->downlink_key == entry->downlink_key;
    call.note(pmip::Note::Level::info,
              fmt::format("{} from {}: accepted, home address {}, GRE keys up {} down {}",
                          pmip::describe(update), base::to_string(call.in->from),
                          base::to_string(entry->session.home_address), entry->uplink_key,
                          entry->downlink_key));
    if (!carried) call.actions.emplace_back(WantTunnel{*entry});
    call.answer(acceptance(update, *entry));
}

std::optional<CacheEntry> Lma::new_session(Call& call) {
    const auto& pool = *pool_of(call.key.mn_id);
    const auto in_use = [&](base::Ipv4 address) { return cache_.holder(address) != nullptr; };
    auto address = call.key.home_address;
    if (!address.unspecified() && (!assignable(pool, address) || in_use(address))) {
        call.reject({Status::not_authorized_for_ipv4_home_address,
                     pmip::Ipv4HomeAddressStatus::administratively_prohibited});
        return std::nullopt;
    }
    if (address.unspecified()) {
        auto& last = last_address_[pool.realm];
        const auto free = allocate(pool, last, in_use);
        if (!free) {
            call.reject({Status::insufficient_resources});
            return std::nullopt;
        }
        last = address = *free;
    }
    CacheEntry entry;
    entry.number = ++last_number_;
    entry.mn_id = call.key.mn_id;
    entry.session = {.home_address = {address, pool.prefix.length}, .default_router = pool.router};
    entry.uplink_key = next_key_++;
    return entry;
}

/// Answered at once, deleted after a delay (RFC 5213 section 5.3.5): the old MAG's word does not
/// count once another one holds the session.
void Lma::deregister(Call& call, const CacheEntry* known) {
    if (known == nullptr || known->proxy_coa != call.in->from)
        return call.note(pmip::Note::Level::info,
                         fmt::format("{} from {}: ignored, no such session of this MAG",
                                     pmip::describe(call.in->update), base::to_string(call.in->from)));
    auto entry = *known;
    const auto* timestamp = pmip::find<pmip::Timestamp>(call.in->update.options);
    entry.timestamp = timestamp != nullptr ? timestamp->value : 0;
    entry.sequence = call.in->update.sequence;
    if (!entry.deregistered) {
        entry.deregistered = true;
        entry.ends = call.now.steady + settings_.min_delay_before_delete;
        call.actions.emplace_back(UnwantTunnel{entry});
    }
    cache_.put(entry);
    call.note(pmip::Note::Level::info,
              fmt::format("{} from {}: de-registered", pmip::describe(call.in->update),
                          base::to_string(call.in->from)));
    call.answer(acceptance(call.in->update, entry));
}

void Lma::handle(const pmip::Tick&, Call& call) {
    while (const auto* entry = cache_.due(call.now.steady)) {
        call.note(pmip::Note::Level::info, fmt::format("{} {}: {}", entry->mn_id.identifier,
                                                       base::to_string(entry->session.home_address),
                                                       entry->deregistered ? "deleted" : "lifetime ended"));
        if (!entry->deregistered) call.actions.emplace_back(UnwantTunnel{*entry});
        cache_.erase(entry->number);
    }
}

/// The pool of the NAI's realm; an identifier without one is of the first.
const Pool* Lma::pool_of(const pmip::MnId& id) const {
    const auto at = id.identifier.rfind('@');
    if (at == std::string::npos) return settings_.pools.empty() ? nullptr : &settings_.pools.front();
    const auto pool = std::ranges::find(settings_.pools, id.identifier.substr(at + 1), &Pool::realm);
    return pool == settings_.pools.end() ? nullptr : &*pool;
}

bool Lma::authorised(const base::Address& mag) const {
    return std::ranges::find(settings_.mags, mag) != settings_.mags.end();
}

} // namespace lma
