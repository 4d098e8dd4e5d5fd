#pragma once

#include <algorithm>
#include <cstdint>

namespace pmip {

/// Values of the Timestamp option in updates to one LMA. They increase strictly (RFC 5213 section
/// 5.5); but what the LMA found to be off its clock counts for nothing there, so that a clock which
/// was ahead and has been corrected does not go on from where it was.
struct TimestampOrder {
    std::uint64_t sent = 0;     ///< the greatest one that counts
    std::uint64_t accepted = 0; ///< the greatest one in an update that was accepted

    [[nodiscard]] std::uint64_t next(std::uint64_t clock) { return sent = std::max(clock, sent + 1); }
    void accept(std::uint64_t value) {
        accepted = std::max(accepted, value);
        sent = std::max(sent, value);
    }
    /// Status 156
    void mismatch() { sent = accepted; }
    bool operator==(const TimestampOrder&) const = default;
};

} // namespace pmip
