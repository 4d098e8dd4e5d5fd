#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>

#include "nlink/base/address.hpp"

namespace magd {

/// Lets so many things happen for each key. Keys beyond `keys_kept` that are not quiet share what one has.
template <class Key, std::size_t capacity>
class RateLimit {
  public:
    static constexpr std::size_t keys_kept = capacity;
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Rate {
        std::chrono::nanoseconds interval; ///< between two in the long run
        int burst = 1;                     ///< that may happen at once after a quiet time
    };

    explicit RateLimit(Rate rate) : rate_(rate) {}

    /// Whether it may happen now; if so, it counts.
    [[nodiscard]] bool allow(const Key& key, TimePoint now) {
        auto& next = entry(key, now);
        if (next > now) return false;
        next = std::max(next, quiet_since(now)) + rate_.interval;
        return true;
    }

  private:
    TimePoint& entry(const Key& key, TimePoint now) {
        if (const auto known = next_.find(key); known != next_.end()) return known->second;
        if (next_.size() >= keys_kept)
            std::erase_if(next_, [&](const auto& old) { return old.second <= quiet_since(now); });
        return next_.size() < keys_kept ? next_[key] : others_;
    }
    [[nodiscard]] TimePoint quiet_since(TimePoint now) const {
        return now - rate_.interval * (rate_.burst - 1);
    }

    Rate rate_;
    std::map<Key, TimePoint> next_; ///< when the next may happen, less the burst
    TimePoint others_;
};

/// Of answers to an address, so that nobody can make this gateway flood a third, and a stranger's questions
/// take nothing from an LMA's answers (RFC 6275 section 9.3.3).
using AnswerLimit = RateLimit<base::Address, 256>;

/// Of moves of a client between access interfaces.
using MoveLimit = RateLimit<base::MacAddress, 16384>;

} // namespace magd
