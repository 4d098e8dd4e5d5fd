#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "magd/access/router_advertisement.hpp"

namespace magd::access {

using TimePoint = std::chrono::steady_clock::time_point;

/// What a client's binding means on its link.
struct RouterService {
    std::string interface{};
    base::Ipv6 router{}; ///< the gateway's link-local address
    std::vector<base::Prefix6> prefixes{};
    std::uint32_t mtu = 0;
    std::vector<base::Ipv6> dns{};
    base::Bytes search{};
    bool managed = false; ///< DHCPv6 has an address for the client
    bool other = false;   ///< and what is no address
    TimePoint expires{};  ///< end of the binding's granted lifetime
    bool operator==(const RouterService&) const = default;
};

/// Send this advertisement to one client.
struct Advertise {
    std::string interface{};
    base::Ipv6 router{}; ///< from here
    base::MacAddress client{};
    base::Ipv6 destination = all_nodes;
    RouterAdvertisement message{};
    bool operator==(const Advertise&) const = default;
};
using Advertisements = std::vector<Advertise>;

/// The router that each client sees, its own alone (RFC 5213 section 6.9.2). Pure: knows what it
/// told whom, and says what to send now and when to be asked again.
class Router {
  public:
    /// `maximum` bounds the clients whose link-local address is kept.
    explicit Router(std::size_t maximum) : maximum_(maximum) {}

    /// The client is at this link-local address, or at none yet (`::`, while it probes one); it may not have
    /// service yet.
    void heard(const base::MacAddress& client, const base::Ipv6& link_local);
    /// Tells the client now: its service begins, has changed, or it is due. Prefixes that it was
    /// told of and that are no more lose their lifetimes.
    [[nodiscard]] Advertisements serve(const base::MacAddress& client, const RouterService& service,
                                       TimePoint now);
    /// The client asks: it is told now, or at its deadline if it was told only just now.
    [[nodiscard]] Advertisements solicited(const base::MacAddress& client, const RouterService& service,
                                           TimePoint now);
    /// Its service has ended: nothing it was told holds any more, and it is forgotten.
    [[nodiscard]] Advertisements withdraw(const base::MacAddress& client);

    /// The clients to be served again, or to be withdrawn if their service has ended.
    [[nodiscard]] std::vector<base::MacAddress> due(TimePoint now) const;
    [[nodiscard]] std::optional<TimePoint> deadline() const;

  private:
    struct Told {
        RouterService service;
        TimePoint at, next;
    };
    [[nodiscard]] Advertisements end(const base::MacAddress& client);
    void plan(const base::MacAddress& client, Told& told, TimePoint next);
    void advertise(Advertisements& out, const base::MacAddress& client, const RouterService& service,
                   const RouterAdvertisement& message) const;

    std::size_t maximum_;
    std::map<base::MacAddress, base::Ipv6> link_locals_;
    std::map<base::MacAddress, Told> told_;
    std::set<std::pair<TimePoint, base::MacAddress>> schedule_; ///< one for each of `told_`
};

} // namespace magd::access
