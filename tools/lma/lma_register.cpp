#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/mag_update.hpp"
#include "tools/lma/lma_turn.hpp"
#include "tools/lma/offers.hpp"
#include "tools/lma/update_check.hpp"

/// New sessions, refreshes and handoffs; a session on its way out is revived.
namespace lma {
namespace {

using pmip::Ipv4HomeAddressStatus;
using pmip::Status;

/// What the kernel needs to know of a session; all else may change under way.
bool carried_alike(const CacheEntry& a, const CacheEntry& b) {
    return !a.deregistered && !b.deregistered && a.proxy_coa == b.proxy_coa && a.ipv4 == b.ipv4 &&
           a.ipv6 == b.ipv6 && a.encapsulation == b.encapsulation && a.uplink_key == b.uplink_key &&
           a.downlink_key == b.downlink_key;
}

std::string services(const CacheEntry& entry) {
    std::string out;
    if (entry.ipv4) out += " home address " + base::to_string(entry.ipv4->home_address);
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes) out += " prefix " + base::to_string(prefix);
    return out;
}

/// One that is given for `asked`: the MAG's own if it sent one, or else one of the LMA's.
base::Ipv6 link_local_for(const pmip::LinkLocalAddress& asked, const CacheEntry& entry) {
    if (!asked.address.unspecified()) return asked.address;
    if (!entry.link_local.unspecified()) return entry.link_local;
    base::Ipv6 out{{0xfe, 0x80}};
    for (std::size_t i = 0; i < 4; ++i)
        out.octets.at(15 - i) = static_cast<std::uint8_t>(entry.number >> (8 * i));
    return out;
}

/// The first of the two that says no.
Rejection first_refusal(Status ipv6, const Rejection& ipv4) {
    return ipv6 != Status::accepted ? Rejection{ipv6, ipv4.address_status} : ipv4;
}

} // namespace

void Lma::register_session(const Request& request, const CacheEntry* known, Turn& turn) {
    const auto before = known != nullptr ? std::optional(*known) : std::nullopt;
    auto entry = before.value_or(CacheEntry{});
    const auto ipv6 = assign_ipv6(request, entry);
    const auto ipv4 = assign_ipv4(request, entry);
    if (!entry.ipv4 && !entry.ipv6) return reject(request, first_refusal(ipv6, ipv4), turn);
    const auto agreed = *negotiate(settings_.tunnels, request);
    record(request, agreed, entry, turn);
    if (before && before->proxy_coa != entry.proxy_coa) ++entry.handoffs;
    cache_.put(entry);
    peers_.meet(request.from, request.port, turn.now.steady);

    turn.note(pmip::Note::Level::info, [&] {
        return fmt::format("{} from {}: accepted,{}, GRE keys up {} down {}", pmip::describe(request.update),
                           base::to_string(request.from), services(entry), entry.uplink_key,
                           entry.downlink_key);
    });
    if (!before || !carried_alike(*before, entry)) turn.actions.emplace_back(WantTunnel{entry});
    const auto sessions = cache_.entries().size();
    answer(request,
           acceptance(request, entry,
                      {.agreed = agreed,
                       .address_status = ipv4.address_status,
                       .bulk = joins_group(settings_, request),
                       .offers = offered(settings_, request, sessions)}),
           turn);
    if (before) revoke_old(*before, entry, request.key.handoff, turn);
}

/// Gives the session an address if one is asked for and it has none; says why there is none.
Rejection Lma::assign_ipv4(const Request& request, CacheEntry& entry) {
    if (!request.ipv4 || entry.ipv4) return {Status::accepted, Ipv4HomeAddressStatus::success};
    const auto& pool = *pool_of(settings_, request.key.mn_id);
    if (!pool.ipv4())
        return {Status::not_authorized_for_ipv4_mobility_service,
                Ipv4HomeAddressStatus::administratively_prohibited};
    const auto in_use = [&](base::Ipv4 address) { return cache_.holder(address) != nullptr; };
    auto address = request.key.home_address;
    if (address.unspecified()) {
        const auto free = allocate(pool, last_address_[pool.realm], in_use);
        if (!free) return {Status::insufficient_resources, Ipv4HomeAddressStatus::failure_reason_unspecified};
        last_address_[pool.realm] = address = *free;
    } else if (!assignable(pool, address) || in_use(address)) {
        return {Status::not_authorized_for_ipv4_home_address,
                Ipv4HomeAddressStatus::administratively_prohibited};
    }
    entry.ipv4 = {.home_address = {address, pool.prefix.length}, .default_router = pool.router};
    return {Status::accepted, Ipv4HomeAddressStatus::success};
}

/// The same for home network prefixes.
Status Lma::assign_ipv6(const Request& request, CacheEntry& entry) {
    if (!request.ipv6 || entry.ipv6) return Status::accepted;
    const auto& pool = *pool_of(settings_, request.key.mn_id);
    if (!pool.ipv6()) return Status::not_authorized_for_ipv6_mobility_service;
    auto prefixes = request.key.home_prefixes;
    const auto in_use = [&](const base::Prefix6& prefix) { return cache_.holder(prefix) != nullptr; };
    const auto allowed = [&](const base::Prefix6& p) { return assignable(pool, p) && !in_use(p); };
    if (!std::ranges::all_of(prefixes, allowed)) return Status::not_authorized_for_home_network_prefix;
    auto& last = last_prefix_[pool.realm];
    const auto wanted = prefixes.empty() ? pool.prefixes_each : 0;
    for (std::uint32_t i = 0; i < wanted; ++i) {
        const auto free = allocate_prefix(pool, last, [&](const base::Prefix6& prefix) {
            return in_use(prefix) || std::ranges::find(prefixes, prefix) != prefixes.end();
        });
        if (!free) return Status::insufficient_resources;
        prefixes.push_back(last = *free);
    }
    entry.ipv6 = {.home_prefixes = std::move(prefixes)};
    if (pool.address6) entry.ipv6->home_address = address_in(entry.ipv6->home_prefixes.front());
    return Status::accepted;
}

/// What the PBU tells of the session.
void Lma::record(const Request& request, const Agreed& agreed, CacheEntry& entry, const Turn& turn) {
    if (entry.number == 0) {
        entry.number = ++last_number_;
        entry.uplink_key = next_key_++;
    }
    const auto& key = request.key;
    const auto* gre = request.find<pmip::GreKey>();
    const auto* network = request.find<pmip::AccessNetworkIdentifier>();
    entry.mn_id = key.mn_id;
    entry.link_layer_id = key.link_layer_id;
    entry.access_technology = key.access_technology;
    entry.mag = request.from;
    entry.port = request.port;
    entry.proxy_coa = key.proxy_coa;
    entry.encapsulation = agreed.encapsulation;
    entry.downlink_key = gre != nullptr ? gre->key.value_or(0) : 0;
    entry.access_network = network != nullptr ? std::optional(*network) : std::nullopt;
    if (const auto* asked = request.find<pmip::LinkLocalAddress>())
        entry.link_local = link_local_for(*asked, entry);
    entry.mag_group = joins_group(settings_, request) ? request.find<pmip::MobileNodeGroup>()->id : 0;
    entry.timestamp = request.timestamp();
    entry.sequence = request.update.sequence;
    entry.updated = turn.now.steady;
    entry.lifetime =
        std::min(request.update.lifetime * pmip::lifetime_unit, pool_of(settings_, key.mn_id)->max_lifetime);
    entry.ends = turn.now.steady + entry.lifetime;
    entry.deregistered = false;
}

void Lma::answer(const Request& request, pmip::ProxyBindingAck ack, Turn& turn) {
    Send send{.to = request.from, .port = request.port, .message = std::move(ack)};
    for (auto& out : answers_.pass(std::move(send), settings_.misbehaviour, turn.now.steady))
        turn.send(std::move(out));
}

/// 156 and 157 tell the time here, 135 the last number accepted (RFC 5213 section 5.5).
void Lma::reject(const Request& request, const Rejection& why, Turn& turn) {
    turn.note(pmip::Note::Level::warning, [&] {
        return fmt::format("{} from {}: rejected with {}", pmip::describe(request.update),
                           base::to_string(request.from), pmip::describe(why.status));
    });
    auto ack = rejection(request, why);
    if (why.status == Status::timestamp_mismatch || why.status == Status::timestamp_lower_than_prev_accepted)
        for (auto& option : ack.options)
            if (auto* timestamp = std::get_if<pmip::Timestamp>(&option))
                timestamp->value = pmip::timestamp_value(turn.now.wall);
    if (why.status == Status::sequence_number_out_of_window)
        if (const auto* known = cache_.find(request.key).entry) ack.sequence = known->sequence;
    answer(request, std::move(ack), turn);
}

} // namespace lma
