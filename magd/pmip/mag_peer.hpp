#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "magd/pmip/mag_settings.hpp"
#include "magd/pmip/message.hpp"

namespace pmip {

/// Timers towards one LMA: as configured, until the LMA says otherwise (RFC 8127 section 5.2).
struct PeerTimers {
    Seconds refresh_before{};
    Milliseconds initial_bindack_timeout{};
    Milliseconds max_bindack_timeout{};
    Seconds heartbeat_interval{};
    Seconds heartbeat_delay{};
    std::uint32_t heartbeat_retries = 0;
    bool operator==(const PeerTimers&) const = default;
};

/// What the MAG knows of one LMA by talking to it.
struct Peer {
    enum class Path : std::uint8_t { unknown, up, down };

    /// Heartbeats that this MAG sends, RFC 5847 section 3.1.
    struct Beat {
        std::uint32_t sequence = 0;
        std::uint32_t unanswered = 0; ///< requests in a row, the last one among them
        TimePoint sent;
        std::optional<TimePoint> next; ///< none while there is no session to watch over
        std::optional<Milliseconds> round_trip;
        bool unsupported = false; ///< a Binding Error said so: none is ever sent again
    };

    /// One update that is to refresh every session of a group, RFC 6602.
    struct Bulk {
        struct Copy {
            std::uint16_t sequence = 0;
            std::uint64_t timestamp = 0;
            TimePoint sent;
        };
        std::vector<Copy> copies;
        TimePoint next;         ///< when to send the next copy, or to give up
        TimePoint ends;         ///< its sessions wait for it until then
        Milliseconds timeout{}; ///< of the next copy
        bool failed = false;    ///< its sessions are refreshed one by one, until one is put in it again
    };

    /// A de-registration that nobody waits for: of a client that has gone on to another LMA.
    struct Parting {
        TimePoint made;
        TimePoint due;
        base::MacAddress mac;
        ProxyBindingUpdate update;
    };

    /// One that has gone. Its answer changes nothing, and is none of the client's next session.
    struct Parted {
        std::uint16_t sequence = 0;
        MnId mn_id;
        TimePoint sent;
    };

    struct Answer {
        Message message;
        TimePoint sent;
    };
    /// An LMA asks again within seconds (RFC 5846 section 12, RFC 7077 section 7). Later, or once
    /// it has restarted, the same sequence number is another question's.
    static constexpr Seconds answer_kept{30};

    PeerTimers timers;
    Path path = Path::unknown;
    bool draining = false;
    std::uint64_t unauthentic_answers = 0; ///< since the start
    bool auth_refused = false;          ///< status 146: no new updates until an operator acts (RFC 4285 5.3)
    bool without_gre = false;           ///< it ignores the GRE Key option: not sent any more (RFC 5845 4.2)
    std::optional<TimePoint> held_down; ///< passed over until then, while another LMA serves the realm
    Beat beat;
    std::optional<std::uint32_t> restart_counter;
    std::optional<LoadInformation> load; ///< as last told, RFC 6463
    std::map<std::uint32_t, Bulk> bulk;  ///< outstanding or failed, by group
    std::deque<Parting> partings;        ///< that wait for their turn, in its order
    std::deque<Parted> parted;           ///< of late, newest last
    TimePoint next_update;               ///< earliest turn of the next update, see `turn`
    std::multiset<TimePoint> free_turns; ///< before that: of updates that will not go
    /// Answers of late to what the LMA started: asked again, it gets the same answer, and nothing
    /// is done twice. Newest last.
    std::deque<Answer> answered;

    /// When an update that is ready now may go: now, or later if more than `rate` a second went.
    /// Takes the turn.
    [[nodiscard]] TimePoint turn(TimePoint now, std::uint32_t rate);
    /// Nothing will go in this turn: whoever comes next may have it. Without that, a flood of clients that
    /// come and go would put off the updates of all others.
    void give_back(TimePoint turn) { free_turns.insert(turn); }
    /// Whether a new session may be asked for here.
    [[nodiscard]] bool usable(TimePoint now) const;
    /// Overwrites timers with those of the option.
    void obey(const LmaControlledParameters& parameters);
    /// Keeps what an answer to a parting is known by.
    void remember(Parted gone);
    /// Whether this answers a parting of late, which it does once.
    [[nodiscard]] bool answers_parting(const ProxyBindingAck& ack, TimePoint now);
    /// Keeps an answer for the same question.
    void remember(TimePoint now, const Message& answer);
    /// The answer of late that fits, if there is one.
    template <class M>
    [[nodiscard]] const M* recall(TimePoint now, auto&& fits) const {
        for (const auto& earlier : answered)
            if (const auto* ack = std::get_if<M>(&earlier.message);
                ack != nullptr && now - earlier.sent < answer_kept && fits(*ack))
                return ack;
        return nullptr;
    }
};

/// By name of the LMA.
using Peers = std::map<std::string, Peer>;

[[nodiscard]] std::string_view name(Peer::Path path);
[[nodiscard]] Peer make_peer(const MagSettings& settings, const LmaSettings& lma);

} // namespace pmip
