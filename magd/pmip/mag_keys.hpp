#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace pmip {

/// GRE keys that this MAG gives out for the downlink, unique per LMA (RFC 5845 section 4.1).
/// They count up from 1; one that was given back comes again only after all the others, so
/// that a late packet of an old session meets no new one.
class DownlinkKeys {
  public:
    /// A key in use by no other session of this LMA; never 0 and never `reserved`.
    [[nodiscard]] std::uint32_t take(const std::string& lma, std::uint32_t reserved) {
        auto& [last, used] = lmas_[lma];
        do ++last;
        while (last == 0 || last == reserved || used.contains(last));
        used.insert(last);
        return last;
    }
    void give_back(const std::string& lma, std::uint32_t key) { lmas_[lma].used.erase(key); }

  private:
    struct Lma {
        std::uint32_t last = 0;
        std::set<std::uint32_t> used;
    };
    std::map<std::string, Lma> lmas_;
};

} // namespace pmip
