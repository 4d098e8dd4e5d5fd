#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "magd/access/dhcp_port.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/dhcp_relay.hpp"
#include "magd/dhcp_watch.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/lease_ends.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/show.hpp"

namespace magd {

/// Answers the DHCP of bound clients with what their bindings say, or relays it where their LMA
/// leaves it to a server, and parks the request of a client that is not bound yet until it is. One that is
/// denied for good hears NAK when it asks for its address: it gives that up at once. Its DISCOVER has no
/// answer.
class DhcpService {
  public:
    DhcpService(const Config& config, kernel::Site site, std::vector<access::DhcpPort>& ports,
                Admission& admission, std::optional<access::RelayPort>& relay, const journal::Keeper& keeper)
        : config_(config),
          site_(std::move(site)),
          ports_(ports),
          admission_(admission),
          relay_(config, relay),
          keeper_(keeper) {}

    using Events = Admission::Events;

    /// Takes one frame; gives the events it means for the protocol, if any: a client that must
    /// be attached, one that gives way to it, or one that gave its address back.
    [[nodiscard]] Events receive(const pmip::Mag& mag, access::DhcpPort& port,
                                 const access::DhcpFrame& frame);
    /// Takes one datagram of a DHCP server behind the relay.
    void relayed(const pmip::Mag& mag, const access::RelayDatagram& datagram);
    /// Those that have not renewed their lease: at its end they have given their address back.
    [[nodiscard]] Events tick(const pmip::Mag& mag, pmip::TimePoint now);
    /// When `tick` is next needed.
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const { return lease_ends_.deadline(); }
    /// What the core must be told of leases that have begun since the last call.
    [[nodiscard]] Events begun() { return std::exchange(begun_, {}); }
    /// The client's service has begun: what it asked is answered now.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);
    /// The client's service has ended: what it asked waits for its next session, if the core is about to give
    /// it one there, or is forgotten, or refused if it is denied for good.
    void detached(const pmip::Mag& mag, const base::MacAddress& mac);

    /// The last message to the client, to be shown; nullptr if it has heard nothing yet.
    [[nodiscard]] const show::LastDhcp* last(const base::MacAddress& mac) const;
    [[nodiscard]] const dhcp::DropCounters& drops() const { return drops_; }
    [[nodiscard]] DhcpTroubles troubles() const;

  private:
    struct Parked {
        dhcp::Packet request;
        access::DhcpPort* port = nullptr;
    };
    void heard_server(const pmip::Mag& mag, access::DhcpPort& port, const dhcp::Packet& answer,
                      const dhcp::Rogue& server);
    [[nodiscard]] Events answer(const pmip::Mag& mag, const Parked& parked);
    [[nodiscard]] Events serve(const pmip::Mag& mag, const Parked& parked,
                               const std::optional<dhcp::Lease>& lease);
    [[nodiscard]] std::optional<dhcp::Lease> lease_of(const pmip::Mag& mag, const Parked& parked) const;
    [[nodiscard]] Events park(const pmip::Mag& mag, const Parked& parked);
    /// Says NAK if the client asks a server of ours for an address and is denied for good; false if not.
    [[nodiscard]] bool refuse(const pmip::Mag& mag, const Parked& parked);
    [[nodiscard]] Events forward(const pmip::Mag& mag, const Parked& parked, const dhcp::Lease& lease);
    [[nodiscard]] std::expected<void, dhcp::Drop> deliver(const pmip::Mag& mag,
                                                          const access::RelayDatagram& datagram);
    [[nodiscard]] Events given_up(const base::MacAddress& mac, dhcp::MessageType type, base::Ipv4 address);
    void ignore(const Parked& parked, dhcp::Drop reason);
    void keep_option_82(const dhcp::Message& request);
    void reply(const pmip::Mag& mag, access::DhcpPort& port, const dhcp::Reply& answer);
    void remember(const dhcp::Message& answer);
    void begin_lease(const pmip::Mag& mag, const dhcp::Message& ack);

    const Config& config_;
    kernel::Site site_;
    std::vector<access::DhcpPort>& ports_;
    Admission& admission_;
    DhcpRelay relay_;
    const journal::Keeper& keeper_;
    DhcpWatch watch_;
    dhcp::OtherServers others_;
    LeaseEnds lease_ends_;
    Events begun_;                                      ///< leases of another time than the core knows
    std::map<base::MacAddress, Parked> parked_;         ///< one request each; the latest counts
    std::map<base::MacAddress, base::Bytes> option_82_; ///< of bound clients, as last seen
    std::map<base::MacAddress, show::LastDhcp> last_;
    dhcp::DropCounters drops_;
};

} // namespace magd
