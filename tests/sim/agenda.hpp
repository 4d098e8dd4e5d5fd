#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "magd/pmip/types.hpp"

namespace sim {

/// Things that are to happen, earliest first; those of one time in the order in which they came.
template <class Thing>
class Agenda {
  public:
    void add(pmip::TimePoint at, Thing thing) {
        heap_.push_back({at, order_++, std::move(thing)});
        std::ranges::push_heap(heap_, later);
    }
    [[nodiscard]] pmip::TimePoint next() const {
        return heap_.empty() ? pmip::TimePoint::max() : heap_.front().at;
    }
    [[nodiscard]] Thing take() {
        std::ranges::pop_heap(heap_, later);
        auto thing = std::move(heap_.back().thing);
        heap_.pop_back();
        return thing;
    }

  private:
    struct Entry {
        pmip::TimePoint at;
        std::uint64_t order = 0;
        Thing thing;
    };
    static bool later(const Entry& a, const Entry& b) {
        return std::pair(a.at, a.order) > std::pair(b.at, b.order);
    }

    std::vector<Entry> heap_;
    std::uint64_t order_ = 0;
};

} // namespace sim
