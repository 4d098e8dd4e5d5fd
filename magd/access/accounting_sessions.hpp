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

/// Which session of accounting a station is in. It has one at a time, the one that began last: when it roams
/// between access points, the stop of its old session may come after the start of the new one, and even an
/// interim update of an access point that has not noticed; neither means a thing. Pure.
class AccountingSessions {
  public:
    /// Of more stations nothing is remembered: their messages count as they come.
    static constexpr std::size_t maximum = 100'000;

    explicit AccountingSessions(std::size_t most = maximum) : most_(most) {}

    /// What a start, stop or interim update about a station means that is behind `interface`. `nas` names who
    /// tells, for `restarted`.
    [[nodiscard]] PlacedSightings take(const Accounting& told, const std::string& nas,
                                       const std::string& interface, TimePoint now);
    /// Accounting-On or -Off, so long ago: sessions of the NAS that had begun by then are over.
    [[nodiscard]] PlacedSightings restarted(const std::string& nas, std::chrono::seconds delay,
                                            TimePoint now);

    /// Sessions that there was no room for.
    [[nodiscard]] std::uint64_t unremembered() const { return unremembered_; }

  private:
    struct Session {
        std::string nas, id, interface;
        std::optional<TimePoint> begun{}; ///< at the earliest; not known: older than any other
        std::optional<TimePoint> over{};  ///< when its stop came; kept, as what is older may come yet
    };
    [[nodiscard]] static bool same(const Session& told, const Session& known);
    [[nodiscard]] static bool counts(const Accounting& message, const Session& told, const Session& known);
    static void go_on(Session& told, const Session& known, bool stop);
    void remember(const base::MacAddress& mac, Session session, TimePoint now);

    std::size_t most_;
    std::map<base::MacAddress, Session> sessions_;
    TimePoint next_tidy_{};
    std::uint64_t unremembered_ = 0;
};

} // namespace magd::access
