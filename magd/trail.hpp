#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "nlink/base/address.hpp"

namespace magd {

/// What has happened to clients of late, step by step. All of them share one ring, so it takes no more memory
/// for more clients: it reaches back less far.
class Trail {
  public:
    struct Step {
        std::chrono::steady_clock::time_point at;
        base::MacAddress mac;
        std::string text;
        bool operator==(const Step&) const = default;
    };

    /// `capacity`: steps that are kept, at least 1.
    explicit Trail(std::size_t capacity) : capacity_(capacity) {}

    /// In place of the oldest one, where there is no room left.
    void add(Step step);
    /// Those of one client, the oldest first.
    [[nodiscard]] std::vector<Step> of(const base::MacAddress& mac) const;

  private:
    std::size_t capacity_;
    std::vector<Step> ring_;
    std::size_t next_ = 0; ///< to be written; the oldest, once the ring is full
};

} // namespace magd
