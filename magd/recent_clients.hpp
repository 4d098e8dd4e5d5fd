#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "nlink/base/address.hpp"

namespace magd {

/// Clients that are remembered for a while: of too many, those that were remembered first are forgotten.
class RecentClients {
  public:
    explicit RecentClients(std::size_t maximum) : maximum_(maximum) {}

    void remember(const base::MacAddress& mac) {
        (void)forget(mac);
        if (order_.size() >= maximum_) (void)forget(base::MacAddress{order_.begin()->second});
        order_.emplace(next_, mac);
        numbers_.emplace(mac, next_++);
    }
    /// Whether it was remembered.
    bool forget(const base::MacAddress& mac) {
        const auto number = numbers_.extract(mac);
        if (number.empty()) return false;
        order_.erase(number.mapped());
        return true;
    }

  private:
    std::size_t maximum_;
    std::map<base::MacAddress, std::uint64_t> numbers_;
    std::map<std::uint64_t, base::MacAddress> order_;
    std::uint64_t next_ = 0;
};

} // namespace magd
