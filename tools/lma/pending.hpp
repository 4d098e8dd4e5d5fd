#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/lma/event.hpp"

namespace lma {

/// A message of this LMA's own accord that awaits its acknowledgement: a BRI, UPN or LRI.
struct Pending {
    Send send{};
    pmip::Milliseconds timeout{}, longest_timeout{}; ///< it doubles up to the longest
    std::uint32_t retries = 0;                       ///< copies left
    std::vector<std::uint32_t> sessions{}; ///< that end when a revocation is acknowledged, or given up
    bool ipv4_only = false;                ///< of these, the IPv4 service alone
    std::uint32_t undecided = 0;           ///< the session that a PBU waits for (BindingCache's Match)
    pmip::TimePoint next{};                ///< when to send again
};

/// All of them, by the sequence number that they share (RFC 5846 section 7.1: unique among those
/// that are open).
class PendingMessages {
  public:
    explicit PendingMessages(std::uint16_t first_sequence) : next_sequence_(first_sequence) {}

    /// The number for the next message.
    [[nodiscard]] std::uint16_t sequence();
    void add(std::uint16_t sequence, Pending pending, pmip::TimePoint now);
    /// The one of type `M` that is acknowledged so; it is pending no more.
    template <class M>
    [[nodiscard]] std::optional<Pending> take(std::uint16_t sequence, const base::Address& from) {
        const auto at = pending_.find(sequence);
        if (at == pending_.end() || at->second.send.to != from ||
            !std::holds_alternative<M>(at->second.send.message))
            return std::nullopt;
        auto taken = std::move(at->second);
        pending_.erase(at);
        return taken;
    }
    /// The next copy that is due; a UPN says that it is one (RFC 7077, D flag).
    [[nodiscard]] std::optional<Send> copy(pmip::TimePoint now);
    /// One that is due and has no copies left; it is pending no more.
    [[nodiscard]] std::optional<Pending> give_up(pmip::TimePoint now);
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;
    void clear() { pending_.clear(); }

  private:
    std::map<std::uint16_t, Pending> pending_;
    std::uint16_t next_sequence_;
};

} // namespace lma
