#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dhcp/server.hpp"
#include "magd/access/dhcp_port.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/show.hpp"

namespace magd {

/// Answers the DHCP of bound clients with what their bindings say, and parks the request
/// of a client that is not bound yet until it is.
class DhcpService {
  public:
    DhcpService(const Config& config, kernel::Site site, std::vector<access::DhcpPort>& ports,
                Admission& admission)
        : config_(config),
          site_(std::move(site)),
          ports_(ports),
          admission_(admission) {}

    /// Takes one frame; gives the event it means for the protocol, if any: a client that must
    /// be attached, or one that gave its address back.
    [[nodiscard]] std::optional<pmip::Event> receive(const pmip::Mag& mag, access::DhcpPort& port,
                                                     const access::DhcpFrame& frame);
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
    void reply(access::DhcpPort& port, const dhcp::Reply& reply);

    const Config& config_;
    kernel::Site site_;
    std::vector<access::DhcpPort>& ports_;
    Admission& admission_;
    std::map<base::MacAddress, Parked> parked_; ///< one request each; the latest counts
    std::map<base::MacAddress, show::LastDhcp> last_;
    dhcp::DropCounters drops_;
};

} // namespace magd
