#pragma once

#include <cstdint>
#include <random>

#include "magd/pmip/types.hpp"

namespace sim {

/// The same numbers from the same seed on every machine, which std's distributions do not promise.
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// 0 to limit - 1
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
    bool percent(unsigned chance) { return below(100) < chance; }
    pmip::Milliseconds between(pmip::Milliseconds least, pmip::Milliseconds most) {
        const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
        return least + pmip::Milliseconds{static_cast<std::int64_t>(below(span))};
    }

  private:
    std::mt19937_64 engine_;
};

} // namespace sim
