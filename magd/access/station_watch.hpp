#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "magd/access/presence.hpp"
#include "nlink/nl80211.hpp"

namespace magd::access {

using TimePoint = std::chrono::steady_clock::time_point;

/// Which stations of a wireless interface are clients: those that are authorized. The kernel tells of a
/// station before it is, and of its authorisation never; so one that is new is asked for, 20 ms later and
/// then after pauses that double up to 1 s, until it is authorized, gone, or has not managed in 60 s.
/// Pure: says what to ask, and when to be asked again.
class StationWatch {
  public:
    /// A notification of the interface: a station has come, or has gone.
    [[nodiscard]] Sightings heard(const nlink::Station& station, TimePoint now);
    /// Another interface tells that a station has gone. hostapd may have moved it there, to the interface of
    /// its VLAN, and nothing else tells of its end: if it is one of ours, it is asked for.
    void gone_elsewhere(const base::MacAddress& mac, TimePoint now);
    /// Those that a list should have and has not. The kernel lists none that has been moved so, but finds it.
    [[nodiscard]] std::vector<base::MacAddress> missing(std::span<const nlink::Station> stations) const;
    /// All stations there are: at the begin, now and then, and when notifications were lost.
    [[nodiscard]] Sightings listed(std::span<const nlink::Station> stations, TimePoint now);

    /// Those to ask for now; each has to be answered.
    [[nodiscard]] std::vector<base::MacAddress> due(TimePoint now) const;
    /// What asking gave; nothing if there is no such station any more.
    [[nodiscard]] Sightings answered(const base::MacAddress& mac,
                                     const std::optional<nlink::Station>& station, TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline() const;

  private:
    /// Of a station that is not authorized yet.
    struct Waiting {
        TimePoint next, end;
        std::chrono::milliseconds pause;
    };
    [[nodiscard]] static Waiting waiting_since(TimePoint now);
    [[nodiscard]] Sightings come(const base::MacAddress& mac);
    [[nodiscard]] Sightings gone(const base::MacAddress& mac);

    std::set<base::MacAddress> present_;
    std::map<base::MacAddress, Waiting> waiting_;
};

} // namespace magd::access
