#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "tools/lma/event.hpp"

namespace lma {

/// Heartbeats with the MAGs, RFC 5847: whether each of them is alive, and has its state still.
class Peers {
  public:
    explicit Peers(const PeerSettings& settings)
        : interval_(settings.heartbeat_interval),
          allowed_(settings.missing_heartbeats) {}

    /// A MAG registered something: its port is known, and heartbeats may go.
    void meet(const base::Address& mag, std::uint16_t port, pmip::TimePoint now);
    /// It does not know heartbeats (Binding Error): it gets no more.
    void mute(const base::Address& mag);

    /// Whether the MAG has sessions: to others no heartbeats go.
    using Serves = std::function<bool(const base::Address&)>;
    struct Beat {
        Send send;
        bool dead = false; ///< too many went unanswered, just now
    };
    [[nodiscard]] std::vector<Beat> due(pmip::TimePoint now, const Serves& serves);
    [[nodiscard]] std::optional<pmip::TimePoint> deadline(const Serves& serves) const;

    /// Takes a response. If the MAG has lost its state: since when its word does not count any
    /// more (the last answer of its former self).
    [[nodiscard]] std::optional<pmip::TimePoint>
    answered(const base::Address& mag, const pmip::Heartbeat& response, pmip::TimePoint now);
    struct Peer {
        std::uint16_t port = 0;
        std::uint32_t sequence = 0; ///< of the last request
        bool awaiting = false;      ///< it is not answered yet
        std::uint32_t missed = 0;
        std::optional<std::uint32_t> restart_counter;
        pmip::TimePoint heard; ///< when it last answered
        pmip::TimePoint next;  ///< when the next request goes
        bool mute = false;
    };
    [[nodiscard]] const std::map<base::Address, Peer>& all() const { return peers_; }
    void clear() { peers_.clear(); }

  private:
    [[nodiscard]] bool wanted(const base::Address& mag, const Peer& peer, const Serves& serves) const;

    pmip::Seconds interval_;
    std::uint32_t allowed_;
    std::map<base::Address, Peer> peers_;
};

} // namespace lma
