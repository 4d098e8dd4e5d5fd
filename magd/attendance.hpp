#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/access/presence.hpp"
#include "magd/admission.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// What the triggers of access interfaces tell of clients, as events of the protocol core. Several may tell
/// of the same client: it attaches once, and has left unless another has it associated still. It is given
/// some time to come back, as one that reassociates does within a second.
class Attendance {
  public:
    /// Where a sighting is from.
    struct Origin {
        Witness source;
        base::IfIndex index{}; ///< of the access interface
    };

    Attendance(const Config& config, Admission& admission) : config_(config), admission_(admission) {}

    /// Hands events to the core, which holds when it returns.
    using Dispatch = std::function<void(std::vector<pmip::Event>)>;

    /// What was seen at once, in order. Clients that must be attached are dispatched: at the end, and before
    /// a departure is judged, which may be of one of them.
    void take(const pmip::Mag& mag, const Origin& origin, const access::Sightings& sightings,
              pmip::TimePoint now, const Dispatch& dispatch);
    /// Whether a source hears what becomes of clients.
    void hears(const Witness& source, bool well) { admission_.witnesses().hears(source, well); }
    /// Clients that have left and have not come back in time.
    [[nodiscard]] std::vector<pmip::Event> tick(const pmip::Mag& mag, pmip::TimePoint now);
    /// When to call tick.
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;

  private:
    struct Departure {
        Witness source;
        pmip::TimePoint noticed;
    };
    [[nodiscard]] Admission::Events arrive(const pmip::Mag& mag, const Origin& origin,
                                           const access::Sighting& sighting, pmip::TimePoint now);
    void depart(const pmip::Mag& mag, const Origin& origin, const base::MacAddress& mac, pmip::TimePoint now);

    const Config& config_;
    Admission& admission_;
    std::map<base::MacAddress, Departure> departures_; ///< that are not final yet
};

} // namespace magd
