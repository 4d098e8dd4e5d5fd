#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "magd/pmip/codec.hpp"
#include "magd/pmip/mag.hpp"

/// What must hold of a Mag after every single event, whatever comes in whatever order.
namespace pmip::test {

/// Something will happen to it by itself, or an operator was told that nothing will.
inline bool goes_on(const Binding& binding) {
    switch (binding.phase) {
    case Phase::null: return !binding.wanted && (binding.blocked || binding.retry_at);
    case Phase::init: return binding.wanted ? binding.expires.has_value() : binding.exchange.has_value();
    case Phase::active: return binding.programmed && binding.expires && !binding.exchange;
    case Phase::refresh_pending: return binding.programmed && binding.expires && binding.exchange;
    case Phase::disconnecting:
        return !binding.wanted && binding.exchange &&
               binding.exchange->kind == Exchange::Kind::deregistration;
    }
    return false;
}

/// It goes into one Mobility Header, and comes out of it as it was.
inline bool fits_header(const Message& message) {
    const auto octets = encode(message, Padding::never_pad1);
    const auto again = decode(octets);
    return again && again->trailing == 0 && again->message == message;
}

/// Ticks at the deadline until that is later; false if it never gets there.
inline bool settles(const Mag& mag, Now& now, auto&& tick) {
    for (int same = 0; mag.deadline(); ++same) {
        if (same == 3) return false;
        const auto wait = std::chrono::ceil<Milliseconds>(*mag.deadline() - now.steady);
        now.steady += std::max(wait, Milliseconds{});
        now.wall += std::max(wait, Milliseconds{});
        tick();
        if (!mag.deadline() || *mag.deadline() > now.steady) break;
    }
    return true;
}

/// Follows one Mag from event to event.
class Watcher {
  public:
    /// The first promise that is broken; empty if all are kept.
    [[nodiscard]] std::string_view after(const Event& event, std::span<const Action> actions, const Mag& mag,
                                         const MagSettings& settings) {
        broken_ = {};
        mag_ = &mag;
        const auto clients = clients_.size() + 1;
        std::visit([&](const auto& e) { told(e); }, event);
        for (const auto& action : actions) std::visit([&](const auto& a) { see(a, settings); }, action);
        expect(actions.size() <= 12 * clients + 4 * settings.lmas.size(), "actions are few");
        look(mag, settings);
        return broken_;
    }

  private:
    struct Client {
        base::MacAddress mac;
        std::uint64_t wanted = 0;   ///< generation that the kernel was asked to carry; 0: none
        bool carried = false;       ///< and does
        std::uint16_t sequence = 0; ///< of its last update
        std::uint64_t timestamp = 0;
        MnId mn_id{};          ///< in its last update
        bool mismatch = false; ///< an answer with status 156 came after it
        bool asks = false;     ///< has come, and heard of neither a beginning nor an end since
    };

    void expect(bool kept, std::string_view promise) {
        if (!kept && broken_.empty()) broken_ = promise;
    }
    Client& client(const base::MacAddress& mac) {
        const auto at = std::ranges::find(clients_, mac, &Client::mac);
        return at != clients_.end() ? *at : clients_.emplace_back(mac);
    }

    void told(const Programmed& event) {
        if (auto& it = client(event.mac); it.wanted != 0 && it.wanted == event.generation) it.carried = true;
    }
    void told(const ProgramFailed& event) {
        auto& it = client(event.mac);
        if (it.wanted != event.generation) return;
        it.wanted = 0;
        it.carried = false;
    }
    /// Of a client that was not known, the kernel carries what an earlier process had it carry.
    void told(const Adopted& event) {
        const auto& mac = event.binding->profile.mac;
        if (std::ranges::find(clients_, mac, &Client::mac) != clients_.end()) return;
        if (const auto* binding = mag_->find(mac)) generation_ = binding->generation;
        clients_.push_back({.mac = mac, .wanted = std::max<std::uint64_t>(generation_, 1), .carried = true});
    }
    void told(const MessageIn& event) {
        const auto* ack = std::get_if<ProxyBindingAck>(&event.message);
        if (ack == nullptr || ack->status != Status::timestamp_mismatch) return;
        const auto* named = find<MobileNodeIdentifier>(ack->options);
        for (auto& it : clients_) it.mismatch = it.mismatch || (named != nullptr && it.mn_id == named->id);
    }
    void told(const LinkUp& event) { client(event.profile.mac).asks = true; }
    void told(const auto&) {}

    void see(const Want& action, const MagSettings& settings) {
        const auto& binding = *action.binding;
        const auto& allowed = settings.lmas.at(binding.lma).encapsulations;
        expect(binding.generation > generation_, "a Want has a fresh generation");
        expect(binding.ipv4 || binding.ipv6, "a Want has an address");
        expect(keyed(binding.encapsulation) == binding.uplink_key.has_value(), "GRE has its key");
        expect(std::ranges::find(allowed, binding.encapsulation) != allowed.end(),
               "the encapsulation is the LMA's");
        generation_ = binding.generation;
        auto& it = client(binding.profile.mac);
        it.wanted = binding.generation;
        it.carried = false;
    }
    void see(const Unwant& action, const MagSettings&) {
        auto& it = client(action.mac);
        expect(it.wanted != 0, "an Unwant follows a Want");
        it.wanted = 0;
        it.carried = false;
    }
    void see(const Attached& action, const MagSettings&) {
        expect(client(action.mac).carried, "a client hears nothing until the kernel carries it");
        client(action.mac).asks = false;
    }
    /// What it has asked is kept for the session that it is about to get.
    void see(const Detached& action, const MagSettings&) {
        const auto* binding = mag_->find(action.mac);
        if (binding == nullptr || !(binding->next_profile || binding->phase == Phase::init))
            client(action.mac).asks = false;
    }
    /// Each copy of an update is later than the one before, RFC 5213 section 5.5 and RFC 6275 section
    /// 11.7.3; but what an LMA found to be off its clock (status 156) counts for nothing. An update to an
    /// LMA that is left behind has no copies, and goes in its turn, between those to the next one.
    void see(const SendPbu& action, const MagSettings& settings) {
        expect(action.to == settings.lmas.at(action.lma).address, "an update goes to its LMA");
        update(action.update);
        const auto* timestamp = find<Timestamp>(action.update.options);
        expect((timestamp != nullptr) == settings.timestamps, "timestamps are sent if they are in use");
        if (left_behind(action)) return;
        auto& last = client(action.mac);
        const auto ahead = static_cast<std::uint16_t>(action.update.sequence - last.sequence);
        expect(action.first || (ahead != 0 && ahead < 0x8000), "a copy's sequence number is greater");
        expect(action.first || last.mismatch || timestamp == nullptr || timestamp->value > last.timestamp,
               "a copy's timestamp is greater");
        last.sequence = action.update.sequence;
        if (timestamp != nullptr) last.timestamp = timestamp->value;
        last.mn_id = find<MobileNodeIdentifier>(action.update.options)->id;
        last.mismatch = false;
    }
    [[nodiscard]] bool left_behind(const SendPbu& action) const {
        if (!action.first || action.kind != Exchange::Kind::deregistration) return false;
        const auto* binding = mag_->find(action.mac);
        return binding == nullptr || !binding->exchange ||
               std::ranges::find(binding->exchange->copies, action.update.sequence,
                                 &Exchange::Copy::sequence) == binding->exchange->copies.end();
    }
    void see(const Send& action, const MagSettings&) {
        if (const auto* bulk = std::get_if<ProxyBindingUpdate>(&action.message)) return update(*bulk);
        expect(fits_header(action.message), "a message reads as it was meant");
    }
    void see(const auto&, const MagSettings&) {}

    void update(const ProxyBindingUpdate& update) {
        expect(fits_header(update), "an update reads as it was meant");
    }

    void look(const Mag& mag, const MagSettings& settings) {
        const auto& bindings = mag.bindings();
        expect(bindings.size() <= settings.binding_maximum, "bindings are no more than the maximum");
        for (auto at = bindings.begin(); at != bindings.end(); ++at) {
            look(at->second);
            for (auto other = std::next(at); other != bindings.end(); ++other)
                compare(at->second, other->second);
        }
        for (const auto& [lma, unused] : settings.lmas) look(mag, lma);
        std::erase_if(clients_, [&](const Client& it) {
            if (mag.find(it.mac) != nullptr) return false;
            expect(it.wanted == 0, "the kernel forgets whom the MAG forgets");
            expect(!it.asks, "a client that is forgotten has heard of its end");
            return true;
        });
    }
    void look(const Binding& binding) {
        const auto& it = client(binding.profile.mac);
        expect(goes_on(binding), "something will happen to a binding");
        expect(binding.wanted || !binding.programmed, "the kernel carries what is wanted");
        expect(it.wanted == (binding.wanted ? binding.generation : 0), "the kernel was told what is wanted");
        expect(it.carried == binding.programmed, "what the kernel carries is known");
        expect(binding.downlink_key != 0, "a session has a downlink key");
        if (!binding.exchange) return;
        const auto& copies = binding.exchange->copies;
        for (auto copy = copies.begin(); copy != copies.end(); ++copy)
            expect(std::ranges::find(copies.begin(), copy, copy->sequence, &Exchange::Copy::sequence) == copy,
                   "copies have sequence numbers of their own");
    }
    void compare(const Binding& one, const Binding& other) {
        expect(one.downlink_key != other.downlink_key, "downlink keys are unique");
        if (!one.wanted || !other.wanted || one.lma != other.lma) return;
        if (one.ipv4 && other.ipv4)
            expect(one.ipv4->home_address.address != other.ipv4->home_address.address,
                   "home addresses of one LMA are unique");
        if (one.ipv6 && other.ipv6)
            expect(std::ranges::find_first_of(one.ipv6->home_prefixes, other.ipv6->home_prefixes) ==
                       one.ipv6->home_prefixes.end(),
                   "home network prefixes of one LMA are unique");
    }
    void look(const Mag& mag, const std::string& lma) {
        const auto held = std::ranges::count_if(mag.bindings(), [&](const auto& entry) {
            return entry.second.wanted && entry.second.lma == lma;
        });
        const auto& peer = mag.peers().at(lma);
        const bool beats = held != 0 && !peer.beat.unsupported && peer.timers.heartbeat_interval != Seconds{};
        expect(static_cast<std::size_t>(held) == mag.sessions(lma), "sessions are counted");
        expect(peer.beat.next.has_value() == beats, "heartbeats go to whoever holds a session");
    }

    std::string_view broken_;
    const Mag* mag_ = nullptr; ///< after the event
    std::vector<Client> clients_;
    std::uint64_t generation_ = 0; ///< of the last Want
};

} // namespace pmip::test
