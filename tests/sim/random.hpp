#pragma once

#include <cstdint>

#include "magd/pmip/types.hpp"

namespace sim {

/// The same numbers from the same seed on every machine, which std's distributions do not promise
/// (splitmix64).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    /// 0 to limit - 1
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    bool percent(unsigned chance) { return chance != 0 && below(100) < chance; }
    pmip::Milliseconds between(pmip::Milliseconds least, pmip::Milliseconds most) {
        const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
        return least + pmip::Milliseconds{static_cast<std::int64_t>(below(span))};
    }
    /// Times between things that happen every `mean` on average.
    pmip::Milliseconds about(pmip::Milliseconds mean) { return between(pmip::Milliseconds{1}, 2 * mean); }

  private:
    std::uint64_t state_;
};

} // namespace sim
