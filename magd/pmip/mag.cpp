#include "magd/pmip/mag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "magd/pmip/mag_turn.hpp"

namespace pmip {

Mag::Mag(MagSettings settings) {
    shared_.sequence = settings.first_sequence;
    shared_.settings = std::move(settings);
}

std::vector<Action> Mag::on(const Event& event, const Now& now) {
    std::vector<Action> actions;
    std::visit([&](const auto& e) { handle(e, Call{now, actions}); }, event);
    return actions;
}

const Binding* Mag::find(const base::MacAddress& mac) const {
    const auto at = bindings_.find(mac);
    return at == bindings_.end() ? nullptr : &at->second;
}

/// Lets `task` change the binding, and forgets it if that was its end.
void Mag::work(Binding& binding, const Call& call, auto&& task) {
    shared_.index.erase(binding);
    Turn turn(shared_, binding, call.now, call.actions);
    task(turn);
    if (turn.gone()) {
        shared_.keys.give_back(binding.downlink_key);
        const auto mac = binding.profile.mac;
        bindings_.erase(mac);
    } else {
        shared_.index.insert(binding);
    }
}

void Mag::handle(const LinkUp& event, const Call& call) {
    assert(std::ranges::all_of(event.profile.lmas,
                               [&](const auto& lma) { return shared_.settings.lmas.contains(lma); }));
    auto at = bindings_.find(event.profile.mac);
    if (at == bindings_.end()) {
        if (!admit(event, call)) return;
        Binding binding;
        binding.profile = event.profile;
        binding.lma = event.profile.lmas.front();
        binding.since = call.now.steady;
        binding.downlink_key = shared_.keys.take(shared_.settings.reserved_downlink_keys);
        at = bindings_.emplace(event.profile.mac, std::move(binding)).first;
    }
    work(at->second, call, [&](Turn& turn) { turn.link_up(event); });
}

bool Mag::admit(const LinkUp& event, const Call& call) {
    if (bindings_.size() < shared_.settings.binding_maximum) return true;
    ++shared_.counters[Counter::attach_refused_maximum];
    const auto text = fmt::format("attach refused: {} bindings are the maximum", bindings_.size());
    call.actions.emplace_back(Note{.mac = event.profile.mac, .level = Note::Level::warning, .text = text});
    call.actions.emplace_back(Detached{event.profile.mac});
    return false;
}

void Mag::handle(const LinkDown& event, const Call& call) {
    const auto at = bindings_.find(event.mac);
    if (at != bindings_.end()) work(at->second, call, [&](Turn& turn) { turn.link_down(event.reason); });
}

void Mag::handle(const PbaIn& event, const Call& call) {
    if ((event.ack.flags & pba_flag::proxy) == 0) {
        ++shared_.counters[Counter::drop_pba_not_proxy];
    } else if (!from_known_lma(event.from)) {
        ++shared_.counters[Counter::drop_pba_unknown_peer];
    } else if (auto* binding = addressee(event.ack)) {
        work(*binding, call, [&](Turn& turn) { turn.answer(event.from, event.ack); });
    } else {
        ++shared_.counters[Counter::drop_pba_unknown_binding];
    }
}

bool Mag::from_known_lma(const base::Address& from) const {
    return std::ranges::any_of(shared_.settings.lmas,
                               [&](const auto& lma) { return lma.second.address == from; });
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
    for (const auto& mac : shared_.index.due(call.now.steady))
        work(bindings_.at(mac), call, [](Turn& turn) { turn.tick(); });
}

} // namespace pmip
