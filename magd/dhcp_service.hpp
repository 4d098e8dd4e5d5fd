#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dhcp/relay.hpp"
#include "magd/access/dhcp_port.hpp"
#include "magd/access/relay_port.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/show.hpp"

namespace magd {

/// Answers the DHCP of bound clients with what their bindings say, or relays it where their LMA
/// leaves it to a server, and parks the request of a client that is not bound yet until it is.
class DhcpService {
  public:
    DhcpService(const Config& config, kernel::Site site, std::vector<access::DhcpPort>& ports,
                Admission& admission, std::optional<access::RelayPort>& relay, const journal::Keeper& keeper)
        : config_(config),
          site_(std::move(site)),
          ports_(ports),
          admission_(admission),
          relay_(relay),
          keeper_(keeper) {}

    /// Takes one frame; gives the event it means for the protocol, if any: a client that must
    /// be attached, or one that gave its address back.
    [[nodiscard]] std::optional<pmip::Event> receive(const pmip::Mag& mag, access::DhcpPort& port,
                                                     const access::DhcpFrame& frame);
    /// Takes one datagram of the DHCP server behind the relay.
    void relayed(const pmip::Mag& mag, base::ByteView payload);
    /// The client's service has begun: what it asked is answered now.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);
    /// The client's service has ended: what it asked is forgotten.
    void detached(const base::MacAddress& mac);

    /// The last message to the client, to be shown; nullptr if it has heard nothing yet.
    [[nodiscard]] const show::LastDhcp* last(const base::MacAddress& mac) const;
    [[nodiscard]] const dhcp::DropCounters& drops() const { return drops_; }

  private:
    struct Parked {
        dhcp::Packet request;
        access::DhcpPort* port = nullptr;
    };
    [[nodiscard]] std::optional<pmip::Event> answer(const pmip::Mag& mag, const Parked& parked);
    [[nodiscard]] std::optional<dhcp::Lease> lease_of(const pmip::Mag& mag, const Parked& parked) const;
    [[nodiscard]] std::optional<pmip::Event> park(const Parked& parked);
    [[nodiscard]] std::optional<pmip::Event> forward(const Parked& parked, const dhcp::Lease& lease);
    [[nodiscard]] bool left_to_server(const pmip::Binding& binding) const;
    [[nodiscard]] dhcp::RelaySettings relay_settings(const access::DhcpPort& port) const;
    void reply(access::DhcpPort& port, const dhcp::Packet& packet);

    const Config& config_;
    kernel::Site site_;
    std::vector<access::DhcpPort>& ports_;
    Admission& admission_;
    std::optional<access::RelayPort>& relay_; ///< there if the configuration names a server
    const journal::Keeper& keeper_;
    std::map<base::MacAddress, Parked> parked_; ///< one request each; the latest counts
    std::map<base::MacAddress, show::LastDhcp> last_;
    dhcp::DropCounters drops_;
};

} // namespace magd
