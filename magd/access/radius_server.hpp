#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "magd/access/accounting_sessions.hpp"

namespace magd::access {

/// Whoever may tell by accounting: a Network Access Server, which is an access point or a controller of such.
struct RadiusNas {
    base::Prefix source; ///< of its datagrams
    base::Bytes secret;
    std::string interface{}; ///< that its stations are behind; empty: told by their SSID
};

/// An access interface whose clients accounting tells of.
struct RadiusNetwork {
    std::string interface;
    std::string ssid{}; ///< may be empty
};

struct RadiusStep {
    base::Bytes answer{}; ///< empty: none
    PlacedSightings sightings{};
    std::optional<RadiusDrop> drop{};
};

/// What accounting datagrams mean, and their answers. Pure.
class RadiusServer {
  public:
    /// After so many others, or so long, the same datagram is no retransmission any more.
    static constexpr std::size_t remembered = 1024;
    static constexpr std::chrono::seconds retransmitted_within{60};

    RadiusServer(std::vector<RadiusNas> nases, std::vector<RadiusNetwork> networks)
        : nases_(std::move(nases)),
          networks_(std::move(networks)) {}

    [[nodiscard]] RadiusStep received(const base::Address& from, base::ByteView datagram, TimePoint now);
    [[nodiscard]] const base::Counters<RadiusDrop>& drops() const { return drops_; }

  private:
    /// The Request Authenticator names it: it is a digest of the content.
    struct Recent {
        base::Address from;
        base::Bytes authenticator;
        TimePoint at;
    };
    [[nodiscard]] const RadiusNas* find_nas(const base::Address& from) const;
    [[nodiscard]] const std::string* find_interface(const RadiusNas& nas, const std::string& called) const;
    [[nodiscard]] bool is_new(const base::Address& from, base::ByteView datagram, TimePoint now);
    void take(RadiusStep& step, const RadiusNas& nas, const base::Address& from, const Accounting& told,
              TimePoint now);
    void drop(RadiusStep& step, RadiusDrop reason);

    std::vector<RadiusNas> nases_;
    std::vector<RadiusNetwork> networks_;
    AccountingSessions sessions_;
    std::deque<Recent> recent_;
    base::Counters<RadiusDrop> drops_;
};

} // namespace magd::access
