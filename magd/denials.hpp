#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "nlink/base/address.hpp"

namespace magd {

/// Which clients were refused and why, so that each refusal is logged once.
class Denials {
  public:
    /// More than these, and all are forgotten: a flood of invented addresses costs log lines,
    /// never memory.
    static constexpr std::size_t maximum = 4096;

    /// Whether this is news.
    [[nodiscard]] bool note(const base::MacAddress& mac, const std::string& reason) {
        if (const auto known = reasons_.find(mac); known != reasons_.end() && known->second == reason)
            return false;
        if (reasons_.size() >= maximum) reasons_.clear();
        reasons_.insert_or_assign(mac, reason);
        return true;
    }

  private:
    std::map<base::MacAddress, std::string> reasons_;
};

} // namespace magd
