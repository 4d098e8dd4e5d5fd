#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tools/lma/lma_turn.hpp"
#include "tools/lma/offers.hpp"

/// What an operator or a test has this LMA do.
namespace lma {
namespace {

/// In the forms that link-layer identifiers and NAIs have.
bool has_mac(const CacheEntry& entry, const base::MacAddress& mac) {
    const auto dotted = base::to_dotted(mac);
    return std::ranges::equal(entry.link_layer_id, mac.octets) ||
           std::ranges::equal(entry.link_layer_id, dotted) || entry.mn_id.identifier == dotted ||
           entry.mn_id.identifier.starts_with(dotted + '@');
}

bool named(const CacheEntry& entry, const Client& name) {
    if (entry.mn_id.identifier == name) return true;
    if (const auto address = base::parse_ipv4(name))
        return entry.ipv4 && entry.ipv4->home_address.address == *address;
    const auto mac = base::parse_mac(name);
    return mac && has_mac(entry, *mac);
}

bool of_realm(const CacheEntry& entry, const std::string& realm) {
    return entry.mn_id.identifier.ends_with('@' + realm);
}

/// What the reason calls for, RFC 7077 section 4.1 and RFC 7222 section 4.4.
std::vector<pmip::Option> reason_options(pmip::NotificationReason reason, const Offers& offers) {
    std::vector<pmip::Option> out;
    if (reason == pmip::NotificationReason::update_session_parameters) add(out, offers.parameters);
    if (reason == pmip::NotificationReason::vendor_specific) add(out, offers.vendor);
    if (reason == pmip::NotificationReason::qos_service_request)
        out.emplace_back(pmip::QualityOfService{
            .service_request = 1, .operation = pmip::QosOperation::allocate, .items = {}});
    return out;
}

/// One client of an LRI: MN-ID and prefixes.
void add_client(std::vector<pmip::Option>& out, const CacheEntry& entry) {
    out.emplace_back(pmip::MobileNodeIdentifier{entry.mn_id});
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes)
            out.emplace_back(pmip::HomeNetworkPrefix{prefix});
}

} // namespace

const CacheEntry* Lma::client(const Client& name, Turn& turn) const {
    for (const auto& [number, entry] : cache_.entries())
        if (named(entry, name)) return &entry;
    turn.note(pmip::Note::Level::warning, "no session of " + name);
    return nullptr;
}

void Lma::obey(const Revoke& command, Turn& turn) {
    if (const auto* entry = client(command.client, turn))
        revoke(*entry, command.trigger, {.sessions = {entry->number}, .ipv4_only = command.ipv4_only}, turn);
}

void Lma::obey(const RevokeMag& command, Turn& turn) {
    std::vector<std::uint32_t> sessions;
    for (const auto& entry : cache_.of(command.mag)) sessions.push_back(entry.number);
    revoke_many(command.mag, pmip::RevocationTrigger::per_peer_policy, {}, std::move(sessions), turn);
}

void Lma::obey(const RevokeRealm& command, Turn& turn) {
    std::map<base::Address, std::vector<std::uint32_t>> at;
    for (const auto& [number, entry] : cache_.entries())
        if (of_realm(entry, command.realm)) at[entry.mag].push_back(number);
    for (auto& [mag, sessions] : at)
        revoke_many(mag, pmip::RevocationTrigger::local_mobility_node_policy,
                    {pmip::MobileNodeIdentifier{{.subtype = 1, .identifier = '@' + command.realm}}},
                    std::move(sessions), turn);
}

void Lma::obey(const Notify& command, Turn& turn) {
    const auto* entry = client(command.client, turn);
    if (entry == nullptr) return;
    pmip::UpdateNotification message{
        .sequence = pending_.sequence(), .reason = command.reason, .options = {}};
    if (command.acknowledge) message.flags |= pmip::UpdateNotification::acknowledge;
    message.options.emplace_back(pmip::MobileNodeIdentifier{entry->mn_id});
    const auto options =
        command.options.empty() ? reason_options(command.reason, settings_.offers) : command.options;
    message.options.insert(message.options.end(), options.begin(), options.end());
    const auto& peers = settings_.peers;
    Pending pending{.send = {.to = entry->mag, .port = entry->port, .message = message},
                    .timeout = peers.notification_timeout,
                    .longest_timeout = peers.notification_timeout,
                    .retries = peers.notification_retries};
    turn.send(pending.send);
    if (command.acknowledge) pending_.add(message.sequence, std::move(pending), turn.now.steady);
}

/// One message to a MAG that has both; otherwise one to each (RFC 6705 section 5).
void Lma::obey(const Localize& command, Turn& turn) {
    const auto* one = client(command.client, turn);
    const auto* other = client(command.other, turn);
    if (one == nullptr || other == nullptr) return;
    pmip::LocalizedRoutingInitiation message{.lifetime = command.lifetime, .options = {}};
    add_client(message.options, *one);
    add_client(message.options, *other);
    const auto& peers = settings_.peers;
    for (const auto& [mag, port] : std::set{std::pair{one->mag, one->port}, {other->mag, other->port}}) {
        message.sequence = pending_.sequence();
        Pending pending{.send = {.to = mag, .port = port, .message = message},
                        .timeout = peers.routing_timeout,
                        .longest_timeout = peers.routing_timeout,
                        .retries = peers.routing_retries};
        turn.send(pending.send);
        pending_.add(message.sequence, std::move(pending), turn.now.steady);
    }
}

void Lma::obey(const ReportError& command, Turn& turn) {
    turn.send({.to = command.mag,
               .port = command.port,
               .message = pmip::BindingError{
                   .status = command.status, .home_address = command.home_address, .options = {}}});
}

void Lma::obey(const Misbehave& command, Turn&) { settings_.misbehaviour = command.how; }

void Lma::obey(const Offer& command, Turn&) { settings_.offers = command.offers; }

void Lma::obey(const Restart& command, Turn& turn) {
    for (const auto& entry : std::map(cache_.entries())) remove(entry.second, turn);
    const auto peers = peers_.all();
    pending_.clear();
    peers_.clear();
    answers_.clear();
    waiting_.clear();
    ++restart_counter_;
    if (!command.announce) return;
    for (const auto& [mag, peer] : peers)
        turn.send(
            {.to = mag,
             .port = peer.port,
             .message = pmip::Heartbeat{.flags = pmip::Heartbeat::unsolicited | pmip::Heartbeat::response,
                                        .options = {pmip::RestartCounter{restart_counter_}}}});
}

void Lma::obey(const ChangeKeys&, Turn& turn) {
    for (auto entry : std::map(cache_.entries())) {
        entry.second.uplink_key = next_key_++;
        cache_.put(entry.second);
        if (!entry.second.deregistered) turn.actions.emplace_back(WantTunnel{entry.second});
    }
}

} // namespace lma
