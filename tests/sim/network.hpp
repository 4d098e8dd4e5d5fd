#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "nlink/base/bytes.hpp"
#include "tests/sim/random.hpp"

namespace sim {

enum class Destination : std::uint8_t { mag, lma };

struct Packet {
    Destination to = Destination::mag;
    base::Bytes payload;
};

/// What the network does to packets.
struct Weather {
    unsigned loss = 0;      ///< in percent, as the others
    unsigned duplicate = 0; ///< a second copy with a delay of its own, so copies overtake each other
    unsigned slow = 0;      ///< up to 2 s instead of up to 80 ms
    unsigned replay = 0;    ///< a packet of any earlier time comes again
};

/// A network between one MAG and one LMA.
class Network {
  public:
    Weather weather;

    void send(Packet packet, pmip::TimePoint now, Random& random) {
        if (!random.percent(weather.loss)) post(packet, now, random);
        if (random.percent(weather.duplicate)) post(packet, now, random);
        sent_.push_back(std::move(packet));
        if (random.percent(weather.replay)) post(sent_[random.below(sent_.size())], now, random);
    }
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const {
        if (flying_.empty()) return std::nullopt;
        return flying_.begin()->first;
    }
    [[nodiscard]] std::optional<Packet> arrive(pmip::TimePoint now) {
        if (flying_.empty() || flying_.begin()->first > now) return std::nullopt;
        return std::move(flying_.extract(flying_.begin()).mapped());
    }

  private:
    void post(const Packet& packet, pmip::TimePoint now, Random& random) {
        using pmip::Milliseconds;
        const Milliseconds most{random.percent(weather.slow) ? 2000 : 80};
        flying_.emplace(now + random.between(Milliseconds{1}, most), packet);
    }

    std::multimap<pmip::TimePoint, Packet> flying_;
    std::vector<Packet> sent_;
};

} // namespace sim
