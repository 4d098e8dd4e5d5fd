#pragma once

#include <map>
#include <utility>

#include "magd/pmip/types.hpp"

namespace sim {

/// Things that are to happen, earliest first; those of one time in the order in which they came.
template <class Thing>
class Agenda {
  public:
    void add(pmip::TimePoint at, Thing thing) { things_.emplace(at, std::move(thing)); }
    [[nodiscard]] pmip::TimePoint next() const {
        return things_.empty() ? pmip::TimePoint::max() : things_.begin()->first;
    }
    [[nodiscard]] Thing take() { return std::move(things_.extract(things_.begin()).mapped()); }

  private:
    /// Keeps those of one time in order. A node each: they are too large to be moved about.
    std::multimap<pmip::TimePoint, Thing> things_;
};

} // namespace sim
