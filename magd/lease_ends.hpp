#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"

namespace magd {

/// Until when clients may use the addresses that they have by DHCP. Pure: time comes in.
class LeaseEnds {
  public:
    using TimePoint = pmip::TimePoint;
    using Time = pmip::LeaseTime;
    /// A lease of this time never ends, RFC 2131 section 3.3.
    static constexpr Time infinite = Time::max();
    /// Beyond the time that the client was told. So a renewal that is under way at the very end is answered,
    /// by a server behind the relay too, and a client that begins anew then finds its session as it was: RFC
    /// 2131 section 4.4.1 has it wait up to ten seconds.
    static constexpr std::chrono::seconds grace{10};
    /// Clients to take together: what takes no longer than any other event.
    static constexpr std::size_t at_once = 64;

    /// The client is told now that it has its address for so long, whatever it was told before.
    void begin(const base::MacAddress& mac, Time time, TimePoint now);
    /// The client has no lease any more.
    void forget(const base::MacAddress& mac);
    /// Whether the client's lease has an end that is known.
    [[nodiscard]] bool knows(const base::MacAddress& mac) const { return ends_.contains(mac); }

    /// Clients whose lease has ended, earliest first; they are forgotten. There may be more.
    [[nodiscard]] std::vector<base::MacAddress> due(TimePoint now);
    /// When to call due.
    [[nodiscard]] std::optional<TimePoint> deadline() const;

  private:
    absl::btree_map<base::MacAddress, TimePoint> ends_;
    absl::btree_set<std::pair<TimePoint, base::MacAddress>> queue_; ///< the same, by time
};

} // namespace magd
