#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

namespace pmip {

/// A set of numbers that mostly follow one another: a bit for each.
class DenseSet {
  public:
    [[nodiscard]] bool contains(std::uint32_t number) const {
        const auto at = words_.find(number / width);
        return at != words_.end() && (at->second & bit(number)) != 0;
    }
    /// False if it is there already.
    bool insert(std::uint32_t number) {
        auto& word = words_[number / width];
        const bool is_new = (word & bit(number)) == 0;
        word |= bit(number);
        return is_new;
    }
    void erase(std::uint32_t number) {
        const auto at = words_.find(number / width);
        if (at == words_.end()) return;
        at->second &= ~bit(number);
        if (at->second == 0) words_.erase(at);
    }

  private:
    static constexpr std::uint32_t width = 64;
    static std::uint64_t bit(std::uint32_t number) { return std::uint64_t{1} << (number % width); }
    std::map<std::uint32_t, std::uint64_t> words_;
};

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
    [[nodiscard]] bool claim(std::uint32_t key) { return key != 0 && used_.insert(key); }
    /// The same for a session of an earlier process: keys count up from it.
    [[nodiscard]] bool resume(std::uint32_t key) {
        last_ = std::max(last_, key);
        return claim(key);
    }
    void give_back(std::uint32_t key) { used_.erase(key); }

  private:
    std::uint32_t last_ = 0;
    DenseSet used_;
};

} // namespace pmip
