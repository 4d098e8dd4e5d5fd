#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/access/radius_packet.hpp"
#include "magd/access/sighting.hpp"

namespace magd::access {

using TimePoint = std::chrono::steady_clock::time_point;

/// A sighting and the access interface that it is on.
struct PlacedSighting {
    std::string interface;
    Sighting sighting;
    bool operator==(const PlacedSighting&) const = default;
};
using PlacedSightings = std::vector<PlacedSighting>;

/// Who sends accounting: a NAS, by its name, and where its datagrams are from, which may be a proxy.
struct Teller {
    std::string nas;
    base::Address from;
    bool operator==(const Teller&) const = default;
};

/// Which session of accounting a station is in. It has one at a time, the one that began last: when it roams
/// between access points, the stop of its old session may come after the start of the new one, and even an
/// interim update of an access point that has not noticed; neither means a thing. Pure.
class AccountingSessions {
  public:
    /// Of more stations nothing is remembered: their messages count as they come.
    static constexpr std::size_t maximum = 100'000;

    explicit AccountingSessions(std::size_t most = maximum) : most_(most) {}

    /// What a start, stop or interim update about a station means that is behind `interface`.
    [[nodiscard]] PlacedSightings take(const Accounting& told, const Teller& by, const std::string& interface,
                                       TimePoint now);
    /// Accounting-On or -Off: sessions of the NAS that had begun by then are over, if it has a
    /// Called-Station-Id those of the same. hostapd sends one for each BSS.
    [[nodiscard]] PlacedSightings restarted(const Accounting& told, const Teller& by, TimePoint now);

    /// Sessions that there was no room for.
    [[nodiscard]] std::uint64_t unremembered() const { return unremembered_; }

  private:
    struct Session {
        Teller by; ///< of the last message
        std::string id, called, interface;
        std::optional<TimePoint> begun{}; ///< at the earliest; not known: older than any other
        std::optional<TimePoint> over{};  ///< since when; kept, as what is older may come yet
        bool stopped = false;             ///< by its own stop: else it may turn out to go on
    };
    [[nodiscard]] static bool same(const Session& told, const Session& known);
    [[nodiscard]] static bool another(const Session& told, const Session& known);
    [[nodiscard]] static bool counts(const Accounting& message, const Session& told, const Session& known,
                                     TimePoint now);
    static void go_on(Session& told, const Session& known, bool stop);
    void remember(const base::MacAddress& mac, Session session, TimePoint now);

    std::size_t most_;
    std::map<base::MacAddress, Session> sessions_;
    TimePoint next_tidy_{};
    std::uint64_t unremembered_ = 0;
};

} // namespace magd::access
