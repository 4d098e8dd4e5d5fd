#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <list>
#include <optional>
#include <vector>

#include "magd/attendance.hpp"
#include "magd/radius_source.hpp"
#include "magd/trigger_source.hpp"
#include "magd/watch.hpp"

namespace magd {

/// Waits for the sources of access interfaces, and hands on what their sightings mean.
class Triggers {
  public:
    using Dispatch = Attendance::Dispatch;

    Triggers(asio::io_context& loop, std::vector<TriggerSource>& sources, std::optional<RadiusSource>& radius,
             Attendance attendance, const pmip::Mag& mag, Dispatch dispatch)
        : loop_(loop),
          sources_(sources),
          radius_(radius),
          attendance_(std::move(attendance)),
          mag_(mag),
          dispatch_(std::move(dispatch)) {}

    void begin();
    /// Interfaces may have gone and come back.
    void follow();

  private:
    void take(const TriggerSource& source, const access::Sightings& sightings);
    void take(const Witness& witness, const access::Sightings& sightings);
    void tick();
    void arm();

    asio::io_context& loop_;
    std::vector<TriggerSource>& sources_;
    std::optional<RadiusSource>& radius_;
    Attendance attendance_;
    const pmip::Mag& mag_;
    Dispatch dispatch_;
    std::list<Watch> watches_;
    asio::steady_timer timer_{loop_};
};

} // namespace magd
