#pragma once

#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "magd/pmip/codec.hpp"
#include "tests/sim/random.hpp"
#include "tests/sim/scenario.hpp"

namespace sim {

/// A MAG or an LMA, by number.
struct End {
    bool lma = false;
    std::uint8_t number = 0;
    auto operator<=>(const End&) const = default;
};
[[nodiscard]] inline base::Ipv4 address_of(const End& end) {
    return base::Ipv4{(end.lma ? 0x0a000200U : 0x0a000100U) + end.number};
}
[[nodiscard]] inline std::string name_of(const End& end) {
    return (end.lma ? "LMA" : "MAG") + std::to_string(end.number);
}

struct Packet {
    End from, to;
    std::variant<pmip::Message, base::Bytes> payload; ///< octets, or what they would say
};

/// Between all ends. It loses, delays and copies packets; links may be cut.
class Network {
  public:
    Weather weather;

    /// Calls `post(delay, packet)` for each copy that will arrive.
    void send(Packet packet, Random& random, auto&& post) {
        if (weather.replay != 0) keep(packet, random);
        if (random.percent(weather.replay)) post(delay(random), kept_[random.below(kept_.size())]);
        if (random.percent(weather.duplicate)) fly(packet, random, post);
        if (random.percent(weather.stray) && packet.from.lma) stray(packet, random, post);
        fly(std::move(packet), random, post);
    }
    void cut(End mag, End lma) { cut_.emplace(mag, lma); }
    void mend(End mag, End lma) { cut_.erase({mag, lma}); }
    void mend() { cut_.clear(); }

  private:
    void fly(Packet packet, Random& random, auto&& post) {
        if (random.percent(weather.loss)) return;
        const auto link =
            packet.from.lma ? std::pair(packet.to, packet.from) : std::pair(packet.from, packet.to);
        if (!cut_.empty() && cut_.contains(link)) return;
        post(delay(random), std::move(packet));
    }
    /// Only answers to updates: no end can tell whose heartbeat it is but by its source.
    void stray(Packet packet, Random& random, auto&& post) {
        const auto* message = std::get_if<pmip::Message>(&packet.payload);
        const auto* octets = std::get_if<base::Bytes>(&packet.payload);
        constexpr std::size_t type = 2; // where a Mobility Header has it
        const bool answer = message != nullptr ? std::holds_alternative<pmip::ProxyBindingAck>(*message)
                                               : octets->at(type) == pmip::ProxyBindingAck::kind.type;
        if (!answer) return;
        packet.from.number = static_cast<std::uint8_t>(packet.from.number == 0 ? 1 : 0);
        post(delay(random), std::move(packet));
    }
    [[nodiscard]] pmip::Milliseconds delay(Random& random) const {
        return random.between(pmip::Milliseconds{1},
                              pmip::Milliseconds{random.percent(weather.slow) ? 2000 : 80});
    }
    void keep(const Packet& packet, Random& random) {
        constexpr std::size_t most = 256;
        if (kept_.size() < most)
            kept_.push_back(packet);
        else
            kept_[random.below(most)] = packet;
    }

    std::vector<Packet> kept_; ///< some of those that were sent
    std::set<std::pair<End, End>> cut_;
};

} // namespace sim
