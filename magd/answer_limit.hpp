#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>

#include "nlink/base/address.hpp"

namespace magd {

/// Lets so many answers go to each address, so that nobody can make this gateway flood a third, and
/// a stranger's questions take nothing from an LMA's answers (RFC 6275 section 9.3.3). Addresses
/// beyond a bound share what one has.
class AnswerLimit {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Rate {
        std::chrono::nanoseconds interval; ///< between answers in the long run
        int burst = 1;                     ///< that may go at once after a quiet time
    };
    static constexpr std::size_t addresses_kept = 256;

    explicit AnswerLimit(Rate rate) : rate_(rate) {}

    /// Whether an answer may go to this address now; if so, it counts.
    [[nodiscard]] bool allow(const base::Address& to, TimePoint now) {
        auto& next = entry(to, now);
        if (next > now) return false;
        next = std::max(next, now - rate_.interval * (rate_.burst - 1)) + rate_.interval;
        return true;
    }

  private:
    TimePoint& entry(const base::Address& to, TimePoint now) {
        if (const auto known = next_.find(to); known != next_.end()) return known->second;
        if (next_.size() >= addresses_kept)
            std::erase_if(next_, [&](const auto& old) { return old.second <= quiet_since(now); });
        return next_.size() < addresses_kept ? next_[to] : others_;
    }
    [[nodiscard]] TimePoint quiet_since(TimePoint now) const {
        return now - rate_.interval * (rate_.burst - 1);
    }

    Rate rate_;
    std::map<base::Address, TimePoint> next_; ///< when the next answer may go, less the burst
    TimePoint others_;
};

} // namespace magd
