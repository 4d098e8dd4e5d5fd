#pragma once

#include <map>

#include "dhcp/server6.hpp"
#include "magd/access/dhcp6_port.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/dhcp_watch.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// Answers the DHCPv6 of bound clients with what their bindings say, as DhcpService does for IPv4, and parks
/// the request of a client that is not bound yet until it is.
class Dhcp6Service {
  public:
    Dhcp6Service(const Config& config, Admission& admission, const journal::Keeper& keeper)
        : config_(config),
          admission_(admission),
          keeper_(keeper) {}

    using Events = Admission::Events;

    /// Takes one frame; gives the events it means for the protocol, if any: a client that must be attached,
    /// one that gives way to it, or one that gave its only address back.
    [[nodiscard]] Events receive(const pmip::Mag& mag, access::Dhcp6Port& port, const access::Frame& frame);
    /// The client's service has begun: what it asked is answered now.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);
    /// The client's service has ended: what it asked is forgotten, unless the core is about to give it
    /// another session there.
    void detached(const pmip::Mag& mag, const base::MacAddress& mac);

    [[nodiscard]] const dhcp::Drop6Counters& drops() const { return drops_; }
    [[nodiscard]] const DhcpTroubles& troubles() const { return watch_.troubles(); }

  private:
    struct Parked {
        dhcp::Packet6 request;
        access::Dhcp6Port* port = nullptr;
        [[nodiscard]] const base::MacAddress& client() const { return request.envelope.source; }
    };
    void heard_server(const access::Dhcp6Port& port, const dhcp::Rogue6& server);
    [[nodiscard]] Events answer(const pmip::Mag& mag, const Parked& parked);
    [[nodiscard]] Events park(const Parked& parked);
    [[nodiscard]] Events given_up(const pmip::Binding& binding, dhcp::MessageType6 type);
    void reply(const Parked& parked, const dhcp::Packet6& packet);
    [[nodiscard]] dhcp::ServerSettings6 settings(const access::Dhcp6Port& port) const;

    const Config& config_;
    Admission& admission_;
    const journal::Keeper& keeper_;
    std::map<base::MacAddress, Parked> parked_; ///< one request each; the latest counts
    dhcp::Drop6Counters drops_;
    DhcpWatch watch_;
};

} // namespace magd
