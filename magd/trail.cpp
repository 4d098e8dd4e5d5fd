#include "magd/trail.hpp"

#include <utility>

namespace magd {

void Trail::add(Step step) {
    if (ring_.size() < capacity_)
        ring_.push_back(std::move(step));
    else
        ring_[next_] = std::move(step);
    next_ = (next_ + 1) % capacity_;
}

std::vector<Trail::Step> Trail::of(const base::MacAddress& mac) const {
    std::vector<Step> found;
    const std::size_t oldest = ring_.size() < capacity_ ? 0 : next_;
    for (std::size_t i = 0; i < ring_.size(); ++i)
        if (const auto& step = ring_[(oldest + i) % ring_.size()]; step.mac == mac) found.push_back(step);
    return found;
}

} // namespace magd
