#pragma once

#include <algorithm>
#include <cstdint>
#include <set>

namespace pmip {

/// GRE keys that this MAG gives out for the downlink, unique over all its sessions (RFC 5845
/// section 4.1 asks for no less per LMA; a session that an LMA redirects keeps its key). They
/// count up from 1; one that was given back comes again only after all the others, so that a
/// late packet of an old session meets no new one.
class DownlinkKeys {
  public:
    /// A key in use by no other session; never 0 and none of `reserved`.
    [[nodiscard]] std::uint32_t take(const std::set<std::uint32_t>& reserved) {
        do ++last_;
        while (last_ == 0 || reserved.contains(last_) || used_.contains(last_));
        used_.insert(last_);
        return last_;
    }
    /// This very key; false if another session has it.
    [[nodiscard]] bool claim(std::uint32_t key) { return key != 0 && used_.insert(key).second; }
    /// The same for a session of an earlier process: keys count up from it.
    [[nodiscard]] bool resume(std::uint32_t key) {
        last_ = std::max(last_, key);
        return claim(key);
    }
    void give_back(std::uint32_t key) { used_.erase(key); }

  private:
    std::uint32_t last_ = 0;
    std::set<std::uint32_t> used_;
};

} // namespace pmip
