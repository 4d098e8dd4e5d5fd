#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "magd/access/listener.hpp"
#include "magd/access/station_watch.hpp"
#include "magd/access/trigger_drop.hpp"
#include "nlink/nl80211.hpp"
#include "nlink/socket.hpp"

namespace magd::access {

/// The clients of a wireless access interface of this machine, as nl80211 tells of them.
class StationPort {
  public:
    /// A station may go without a word that is heard here. So now and then all are listed again.
    static constexpr std::chrono::seconds list_interval{60};

    /// Errors: no such interface, not a wireless one, no cfg80211 in the kernel.
    [[nodiscard]] static base::Result<StationPort> open(const std::string& interface);

    /// Takes what waits; never blocks.
    [[nodiscard]] Sightings receive(TimePoint now);
    /// To be called at the deadline, which is passed at the begin: lists stations, or asks for some. After
    /// an error it is tried again.
    [[nodiscard]] base::Result<Sightings> tick(TimePoint now);
    [[nodiscard]] TimePoint deadline() const;

    /// Goes over to the interface that has the name by now, if that is another one than before. None may
    /// have it: then nobody is seen until one has.
    void follow();

    [[nodiscard]] const TriggerDrops& drops() const { return drops_; }
    [[nodiscard]] int fd() const { return listener_.fd(); }
    [[nodiscard]] base::IfIndex index() const { return index_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    StationPort(std::string name, base::IfIndex index, nlink::Socket socket, nlink::GenericFamily family,
                nlink::Monitor monitor)
        : name_(std::move(name)),
          index_(index),
          socket_(std::move(socket)),
          family_(family),
          listener_(std::move(monitor)) {}
    [[nodiscard]] Sightings take(const nlink::Station& station, TimePoint now);
    [[nodiscard]] base::Result<Sightings> list(TimePoint now);
    [[nodiscard]] base::Result<Sightings> ask(TimePoint now);

    std::string name_;
    base::IfIndex index_{};
    nlink::Socket socket_;
    nlink::GenericFamily family_;
    Listener listener_;
    StationWatch watch_;
    TimePoint next_list_{};
    TriggerDrops drops_;
};

} // namespace magd::access
