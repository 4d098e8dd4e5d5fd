#include "magd/pmip/mag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "magd/pmip/mag_turn.hpp"

namespace pmip {
namespace {

/// When the update goes that waits for its turn, if one does.
std::optional<TimePoint> turn_of(const Binding& binding) {
    if (!binding.exchange || !binding.exchange->waiting) return std::nullopt;
    return binding.exchange->next;
}

} // namespace

Mag::Mag(MagSettings settings) {
    shared_.sequence = settings.first_sequence;
    for (const auto& [name, lma] : settings.lmas) shared_.peers.emplace(name, make_peer(settings, lma));
    shared_.settings = std::move(settings);
}

std::vector<Action> Mag::on(Event event, const Now& now) {
    std::vector<Action> actions;
    const Call call{now, actions};
    std::visit([&](auto& e) { handle(e, call); }, event);
    mind_partings(call);
    return actions;
}

std::optional<TimePoint> Mag::deadline() const {
    auto next = shared_.index.deadline();
    const auto consider = [&](TimePoint time) { next = std::min(next.value_or(time), time); };
    for (const auto& [name, peer] : shared_.peers) {
        if (peer.beat.next) consider(*peer.beat.next);
        if (!peer.partings.empty()) consider(peer.partings.front().due);
        for (const auto& [group, bulk] : peer.bulk)
            if (!bulk.failed) consider(bulk.next);
    }
    return next;
}

const Binding* Mag::find(const base::MacAddress& mac) const {
    const auto at = bindings_.find(mac);
    return at == bindings_.end() ? nullptr : &at->second;
}

/// Lets `task` change the binding, and forgets it if that was its end.
void Mag::work(Binding& binding, const Call& call, const std::function<void(Turn&)>& task) {
    shared_.index.erase(binding);
    const auto lma = binding.lma;
    const auto had = turn_of(binding);
    Turn turn(shared_, binding, call.now, call.actions);
    task(turn);
    if (had && *had > call.now.steady && (binding.lma != lma || turn_of(binding) != had))
        shared_.peers.at(*lma).give_back(*had);
    if (turn.gone()) {
        shared_.keys.give_back(binding.downlink_key);
        const auto mac = binding.profile.mac;
        bindings_.erase(mac);
    } else {
        shared_.index.insert(binding);
    }
    mind_peers(call);
}

void Mag::handle(const LinkUp& event, const Call& call) {
    assert(std::ranges::all_of(event.profile.lmas,
                               [&](const auto& lma) { return shared_.settings.lmas.contains(lma); }));
    if (event.administrative)
        for (const auto& lma : event.profile.lmas) readmit(lma, call);
    const auto at = bindings_.find(event.profile.mac);
    auto* binding = at == bindings_.end() ? admit(event, call) : &at->second;
    if (binding == nullptr) return;
    work(*binding, call, [&](Turn& turn) { turn.link_up(event); });
}

/// An entry for a client that was not known.
Binding* Mag::admit(const LinkUp& event, const Call& call) {
    const auto& profile = event.profile;
    if (bindings_.size() >= shared_.settings.binding_maximum) {
        ++shared_.counters[Counter::attach_refused_maximum];
        refuse(event,
               fmt::format("{} bindings are the maximum; binding.maximum allows more", bindings_.size()),
               call);
        return nullptr;
    }
    if (profile.downlink_key && !shared_.keys.claim(*profile.downlink_key)) {
        ++shared_.counters[Counter::attach_refused_key];
        refuse(event, fmt::format("its GRE key {} is another client's", *profile.downlink_key), call);
        return nullptr;
    }
    Binding binding;
    binding.profile = profile;
    binding.lma = profile.lmas.front();
    binding.since = call.now.steady;
    binding.downlink_key = profile.downlink_key ? *profile.downlink_key
                                                : shared_.keys.take(shared_.settings.reserved_downlink_keys);
    return &bindings_.emplace(profile.mac, std::move(binding)).first->second;
}

void Mag::refuse(const LinkUp& event, std::string why, const Call& call) {
    const auto& mac = event.profile.mac;
    call.actions.emplace_back(
        Note{.mac = mac, .level = Note::Level::warning, .text = "attach refused: " + std::move(why)});
    call.actions.emplace_back(Detached{mac});
}

void Mag::handle(const LinkDown& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at != bindings_.end()) work(at->second, call, [&](Turn& turn) { turn.link_down(event.reason); });
}

void Mag::handle(const AddressReleased& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at != bindings_.end())
        work(at->second, call, [&](Turn& turn) { turn.address_released(event.reason); });
}

void Mag::handle(const Leased& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at != bindings_.end()) work(at->second, call, [&](Turn& turn) { turn.leased(event.time); });
}

void Mag::handle(const LinkLocalHeard& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at != bindings_.end())
        work(at->second, call, [&](Turn& turn) { turn.link_local_heard(event.address); });
}

void Mag::handle(const LmaDrain& event, const Call& call) {
    const auto at = shared_.peers.find(event.lma);
    if (at != shared_.peers.end() && !event.draining) readmit(event.lma, call);
    if (at == shared_.peers.end() || at->second.draining == event.draining) return;
    at->second.draining = event.draining;
    call.actions.emplace_back(
        LmaNote{.lma = event.lma, .text = event.draining ? "draining: no new clients" : "in service again"});
    if (!event.draining) return;
    for (const auto& mac : shared_.index.by_lma(event.lma))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.drained(); });
}

void Mag::handle(const ConfigurationRead& event, const Call& call) {
    shared_.settings.reserved_downlink_keys = event.reserved_downlink_keys;
    shared_.settings.least_note = event.least_note;
    for (const auto& [lma, peer] : shared_.peers) readmit(lma, call);
}

/// The LMA may have said something meanwhile that nobody heard, so it is asked at once, in its pace.
void Mag::handle(Adopted& event, const Call& call) {
    auto& adopted = *event.binding;
    const auto mac = adopted.profile.mac;
    const bool known = bindings_.contains(mac);
    const bool possible = !known && shared_.settings.lmas.contains(adopted.lma) &&
                          !shared_.index.taken(adopted.lma, mac, addresses_of(adopted)) &&
                          shared_.keys.resume(adopted.downlink_key);
    ++shared_.counters[possible ? Counter::adopted : Counter::not_adopted];
    if (!possible) {
        if (!known) call.actions.emplace_back(Unwant{mac}); // else the kernel is to carry what is known
        return;
    }
    auto& binding = bindings_.emplace(mac, std::move(adopted)).first->second;
    shared_.index.insert(binding);
    work(binding, call, [](Turn& turn) { turn.adopted(); });
}

/// An operator has acted: an LMA that refused the authentication is asked again.
void Mag::readmit(const std::string& lma, const Call& call) {
    if (!std::exchange(shared_.peers.at(lma).auth_refused, false)) return;
    call.actions.emplace_back(LmaNote{.lma = lma, .text = "is sent updates again"});
    for (const auto& mac : shared_.index.by_lma(lma))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.retry_now(); });
}

/// The client that a PBA names. Of a node with several interfaces here, the one whose update
/// has this sequence number; likewise if the LMA says that it found no identifier at all.
Binding* Mag::addressee(const ProxyBindingAck& ack) {
    const auto* named = pmip::find<MobileNodeIdentifier>(ack.options);
    const bool nameless = ack.status == Status::missing_mn_identifier_option &&
                          (named == nullptr || named->id.identifier.empty());
    if (named == nullptr && !nameless) return nullptr;
    for (const auto& mac : shared_.index.by_sequence(ack.sequence)) {
        auto& binding = bindings_.at(mac);
        if (nameless || binding.profile.mn_id == named->id) return &binding;
    }
    if (nameless) return nullptr;
    const auto clients = shared_.index.by_identity(named->id);
    return clients.empty() ? nullptr : &bindings_.at(clients.front());
}

void Mag::handle(const Programmed& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at == bindings_.end())
        ++shared_.counters[Counter::stale_kernel_answer];
    else
        work(at->second, call, [&](Turn& turn) { turn.programmed(event.generation); });
}

void Mag::handle(const ProgramFailed& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at == bindings_.end())
        ++shared_.counters[Counter::stale_kernel_answer];
    else
        work(at->second, call, [&](Turn& turn) { turn.program_failed(event); });
}

void Mag::handle(const Tick&, const Call& call) {
    for (auto& [lma, peer] : shared_.peers)
        if (peer.beat.next && *peer.beat.next <= call.now.steady) beat(lma, peer, call);
    mind_bulk(call);
    for (const auto& mac : shared_.index.due(call.now.steady))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.tick(); });
    mind_bulk(call); // those that have begun
}

} // namespace pmip
