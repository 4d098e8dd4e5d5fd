#include "tests/sim/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sim {

using namespace pmip;

namespace {

constexpr Seconds rate_window{5};
/// Within that time one client sends no more PBUs than these, but for what triggers bring.
constexpr std::size_t rate_limit = 10;

bool only_notes(const std::vector<Action>& actions) {
    return std::ranges::all_of(actions, [](const Action& a) { return std::holds_alternative<Note>(a); });
}

bool ahead(std::uint16_t sequence, std::uint16_t of) {
    return sequence != of && static_cast<std::uint16_t>(sequence - of) <= 32768;
}

const ProxyBindingAck* ack_of(const Event& event) {
    const auto* message = std::get_if<MessageIn>(&event);
    return message == nullptr ? nullptr : std::get_if<ProxyBindingAck>(&message->message);
}

} // namespace

void Watch::must(bool holds, const std::string& what) {
    if (!holds && fault_.empty()) fault_ = what;
}

std::optional<base::MacAddress> Watch::client_of(const ProxyBindingAck& ack) const {
    const auto* id = find<MobileNodeIdentifier>(ack.options);
    const auto at = id == nullptr ? names_.end() : names_.find(id->id.identifier);
    return at == names_.end() ? std::nullopt : std::optional(at->second);
}

/// An answer to no copy of the open exchange; 135 has a number of the LMA's own.
bool Watch::stale(const ProxyBindingAck& ack, const base::MacAddress& mac) const {
    const auto at = clients_.find(mac);
    if (at == clients_.end() || !at->second.open) return true;
    const bool sent = std::ranges::find(at->second.sequences, ack.sequence) != at->second.sequences.end();
    return !sent && ack.status != Status::sequence_number_out_of_window;
}

void Watch::before(const Event& event) {
    bindings_before_.clear();
    if (const auto* pba = ack_of(event))
        if (const auto mac = client_of(*pba))
            if (const auto* binding = mag_.find(*mac)) bindings_before_.emplace(*mac, *binding);
    if (const auto* up = std::get_if<LinkUp>(&event)) names_[up->profile.mn_id.identifier] = up->profile.mac;
}

void Watch::after(const Event& event, const std::vector<Action>& actions, const Now& now) {
    if (const auto* kernel = std::get_if<Programmed>(&event)) programmed(*kernel);
    if (const auto* failed = std::get_if<ProgramFailed>(&event);
        failed != nullptr && clients_[failed->mac].wanted == failed->generation)
        clients_[failed->mac].wanted = 0;
    if (const auto* pba = ack_of(event)) answered(*pba, actions);
    if (const auto* up = std::get_if<LinkUp>(&event)) ++clients_[up->profile.mac].triggers;
    if (const auto* down = std::get_if<LinkDown>(&event)) ++clients_[down->mac].triggers;
    const bool by_time = std::holds_alternative<Tick>(event);
    for (const auto& action : actions) {
        if (const auto* pbu = std::get_if<SendPbu>(&action)) see(*pbu, by_time, now);
        if (const auto* want = std::get_if<Want>(&action)) see(*want);
        if (const auto* unwant = std::get_if<Unwant>(&action)) see(*unwant);
        if (const auto* attached = std::get_if<Attached>(&action)) see(*attached);
        if (const auto* detached = std::get_if<Detached>(&action)) see(*detached);
    }
    if (!only_notes(actions) || std::holds_alternative<Programmed>(event)) check_bindings(event, now);
}

void Watch::programmed(const Programmed& event) {
    auto& client = clients_[event.mac];
    if (client.wanted == event.generation) client.programmed = true;
}

/// A stale answer causes no action and no change. Any other one ends the exchange, unless it
/// brings another copy or is itself overtaken.
void Watch::answered(const ProxyBindingAck& ack, const std::vector<Action>& actions) {
    const auto mac = client_of(ack);
    if (!mac) return must(only_notes(actions), "an answer for nobody caused an action");
    const auto* binding = mag_.find(*mac);
    if (stale(ack, *mac)) {
        must(only_notes(actions), "a stale answer caused an action");
        const auto before = bindings_before_.find(*mac);
        const bool same = before == bindings_before_.end() ? binding == nullptr
                                                           : binding != nullptr && *binding == before->second;
        return must(same, "a stale answer changed a binding");
    }
    clients_[*mac].open = binding != nullptr && binding->exchange.has_value();
    if (accepted(ack.status))
        must(!clients_[*mac].open || binding->exchange->sent == 1, "an acceptance did not end its exchange");
}

void Watch::see(const SendPbu& action, bool by_time, const Now& now) {
    auto& client = clients_[action.mac];
    const auto* timestamp = find<Timestamp>(action.update.options);
    if (timestamp != nullptr) {
        must(timestamp->value > client.timestamp, "a timestamp did not rise");
        client.timestamp = timestamp->value;
    }
    if (action.first) {
        client.sequences.clear();
        client.timeout = Seconds{1};
    } else {
        must(client.open, "a copy without an open exchange");
        must(action.kind == client.kind, "a copy of another kind");
        must(ahead(action.update.sequence, client.sequences.back()), "a sequence number did not rise");
        if (by_time) {
            must(now.steady - client.last_copy == client.timeout, "a copy at the wrong time");
            client.timeout = std::min<Milliseconds>(2 * client.timeout, Seconds{32});
        } else {
            client.timeout = Seconds{1};
        }
    }
    client.open = true;
    client.kind = action.kind;
    client.sequences.push_back(action.update.sequence);
    client.last_copy = now.steady;
    check_rate(action, now);
}

/// Nothing loops at machine speed: few PBUs in a short time, and two more for each trigger.
void Watch::check_rate(const SendPbu& action, const Now& now) {
    auto& client = clients_[action.mac];
    std::erase_if(client.recent, [&](TimePoint at) { return at + rate_window < now.steady; });
    if (client.recent.empty()) client.triggers = std::min<std::size_t>(client.triggers, 1);
    client.recent.push_back(now.steady);
    must(client.recent.size() <= rate_limit + 2 * client.triggers, "too many PBUs in a short time");
}

void Watch::see(const Want& action) {
    auto& client = clients_[action.binding.profile.mac];
    must(action.binding.generation > client.wanted, "a generation did not rise");
    must(action.binding.ipv4 && action.binding.uplink_key, "the kernel is to carry half a session");
    client.wanted = action.binding.generation;
    client.programmed = false;
}

void Watch::see(const Unwant& action) {
    clients_[action.mac].wanted = 0;
    clients_[action.mac].programmed = false;
}

void Watch::see(const Attached& action) {
    must(clients_[action.mac].programmed, "the client heard of its service before the kernel had it");
    clients_[action.mac].served = true;
}

void Watch::see(const Detached& action) { clients_[action.mac].served = false; }

void Watch::check_bindings(const Event& event, const Now& now) {
    std::set<std::pair<std::string, std::uint32_t>> keys;
    std::set<base::Ipv4> addresses;
    for (const auto& [mac, binding] : mag_.bindings()) {
        const auto& client = clients_[mac];
        must(binding.downlink_key != 0, "a downlink key of 0");
        must(keys.emplace(binding.lma, binding.downlink_key).second, "two clients share a key");
        must(binding.wanted == (client.wanted != 0), "the kernel was told something else");
        must(binding.phase != Phase::active || binding.programmed, "ACTIVE without the kernel");
        must(binding.programmed == client.programmed, "programmed without the kernel's word");
        must(!client.served || client.wanted != 0, "service told of and not wanted");
        if (binding.wanted)
            must(addresses.insert(binding.ipv4->home_address.address).second, "two clients share an address");
    }
    if (std::holds_alternative<Tick>(event))
        must(!mag_.deadline() || *mag_.deadline() > now.steady, "a Tick left a deadline in the past");
}

} // namespace sim
