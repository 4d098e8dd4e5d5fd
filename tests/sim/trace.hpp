#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "magd/pmip/types.hpp"

namespace sim {

/// One thing that happened.
struct Line {
    pmip::TimePoint at;
    std::uint64_t order = 0;
    std::string who;
    std::string text;
};

/// The last things that happened, of one client or of all.
class Trace {
  public:
    explicit Trace(std::size_t most) : most_(most) {}

    void add(Line line) {
        if (lines_.size() < most_)
            lines_.push_back(std::move(line));
        else
            lines_[next_] = std::move(line);
        next_ = (next_ + 1) % most_;
    }
    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; } ///< in no order

  private:
    std::size_t most_;
    std::size_t next_ = 0;
    std::vector<Line> lines_;
};

} // namespace sim
