#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "magd/pmip/binding.hpp"

namespace sim {

/// A model of a MAG's kernel. It takes its time to carry a client, and may refuse; what it carries
/// is what was asked last.
class Kernel {
  public:
    void want(pmip::Binding binding) {
        const auto mac = binding.profile.mac;
        asked_[mac] = std::move(binding);
    }
    /// It goes on carrying this, and has forgotten what was asked.
    void adopt(const pmip::Binding& binding) { carried_.insert_or_assign(binding.profile.mac, binding); }
    /// Whoever asked is dead; nothing is carried that nobody remembers.
    void restart() {
        asked_.clear();
        carried_.clear();
    }
    void unwant(const base::MacAddress& mac) {
        asked_.erase(mac);
        carried_.erase(mac);
    }
    /// It has done what was asked as this generation, unless that was overtaken.
    void settle(const base::MacAddress& mac, std::uint64_t generation, bool fails) {
        const auto at = asked_.find(mac);
        if (at == asked_.end() || at->second.generation != generation) return;
        if (fails)
            carried_.erase(mac);
        else
            carried_[mac] = std::move(at->second);
        asked_.erase(at);
    }
    [[nodiscard]] const std::map<base::MacAddress, pmip::Binding>& carried() const { return carried_; }
    [[nodiscard]] bool carries(const base::MacAddress& mac, std::uint64_t generation) const {
        const auto at = carried_.find(mac);
        return at != carried_.end() && at->second.generation == generation;
    }

  private:
    std::map<base::MacAddress, pmip::Binding> asked_, carried_;
};

} // namespace sim
