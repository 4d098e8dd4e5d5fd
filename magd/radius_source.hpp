#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "magd/access/presence.hpp"
#include "magd/access/radius_port.hpp"
#include "magd/access/radius_server.hpp"
#include "magd/config.hpp"
#include "magd/rate_limit.hpp"

namespace magd {

/// What access points and controllers tell of clients by RADIUS accounting, for all access interfaces that
/// have the trigger.
class RadiusSource {
  public:
    /// Nothing if no access interface has it.
    [[nodiscard]] static base::Result<std::optional<RadiusSource>> open(const Config& config);

    /// To wait on.
    [[nodiscard]] int fd() const { return port_.fd(); }
    /// What is seen at once on an access interface.
    struct Seen {
        std::string interface;
        access::Sightings sightings{};
    };
    /// What waits tells, in order; answers it; never blocks.
    [[nodiscard]] std::vector<Seen> receive(access::TimePoint now);
    [[nodiscard]] const base::Counters<access::RadiusDrop>& drops() const { return server_.drops(); }

  private:
    RadiusSource(access::RadiusPort port, access::RadiusServer server)
        : port_(std::move(port)),
          server_(std::move(server)) {}
    void tell(access::RadiusDrop reason, const base::Address& from, access::TimePoint now);

    access::RadiusPort port_;
    access::RadiusServer server_;
    AnswerLimit lines_{{.interval = std::chrono::minutes{1}}}; ///< of the log, for each sender
};

} // namespace magd
