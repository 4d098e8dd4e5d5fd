#pragma once

#include <absl/container/btree_map.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "magd/recent_clients.hpp"
#include "nlink/base/address.hpp"

namespace magd {

/// How the clients of an access interface are asked whether they are there still.
struct SilenceTerms {
    using Seconds = std::chrono::duration<std::uint16_t>; // there is one for each client
    Seconds after{};                                      ///< of silence, the first time; 0: never
    Seconds interval{2};                                  ///< from one question to what follows it
    std::uint8_t retries = 2;                             ///< questions after the first
    bool operator==(const SilenceTerms&) const = default;
};

/// Which clients have been silent for so long that they must be asked whether they are there, and which have
/// left without a word: those that answer none of the questions. Whoever has sent packets meanwhile, by the
/// kernel's count, is asked nothing.
///
/// There may be many clients, all of them silent. So they are looked at one by one, at a bounded pace, and
/// the more there are, the longer they may be silent. Pure: time comes in.
class Silence {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;
    /// Between two looks. 2,000 a second take a few hundredths of a processor.
    static constexpr std::chrono::microseconds pace{500};
    /// A client's part of the time that all may be silent: half of what the pace allows, so that questions to
    /// those that do not answer have room.
    static constexpr std::chrono::milliseconds share{1};
    /// Clients to look at together: what takes no longer than any other event.
    static constexpr std::size_t looks_at_once = 16;

    /// `maximum` bounds those that are remembered as gone.
    explicit Silence(std::size_t maximum) : gone_(maximum) {}

    /// The client's service has begun, or something has told that it is there; terms that never ask forget
    /// it.
    void watch(const base::MacAddress& mac, const SilenceTerms& terms, TimePoint now);
    /// Its service has ended.
    void forget(const base::MacAddress& mac);
    /// It has sent a frame. True if it was taken for gone: it is back.
    [[nodiscard]] bool heard(const base::MacAddress& mac, TimePoint now);

    /// Whom to look at now; each must be judged.
    [[nodiscard]] std::vector<base::MacAddress> due(TimePoint now);
    struct Look {
        std::optional<std::uint64_t> packets; ///< that it has sent, as counted; nothing: nobody knows
        bool conclusive = true;               ///< it would have answered what it was asked
    };
    enum class Verdict : std::uint8_t {
        there,
        ask,
        gone, ///< and forgotten; until it is heard again, or too many others have gone
    };
    [[nodiscard]] Verdict judge(const base::MacAddress& mac, const Look& look, TimePoint now);

    /// When to call due.
    [[nodiscard]] std::optional<TimePoint> deadline() const;

  private:
    struct Client {
        TimePoint heard, due;
        std::uint64_t packets = 0;
        SilenceTerms terms;
        std::uint8_t asked = 0; ///< questions without an answer
    };
    using Place = std::pair<TimePoint, base::MacAddress>;
    [[nodiscard]] TimePoint end_of_patience(const Client& client) const;
    void plan(const base::MacAddress& mac, Client& client, TimePoint due);
    [[nodiscard]] Verdict gone(const base::MacAddress& mac);

    absl::btree_map<base::MacAddress, Client> clients_;
    /// The first one on top. A place counts if its client has no other by now.
    std::priority_queue<Place, std::vector<Place>, std::greater<>> queue_;
    RecentClients gone_;
    TimePoint next_; ///< by the pace
};

} // namespace magd
