#pragma once

#include <vector>

#include "magd/access/arp_port.hpp"
#include "magd/access/dhcp_port.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// Tells clients where their default router is, when they have come: the kernel answers what they ask of it,
/// and who has moved here without noticing asks nothing. Other addresses of a client's subnet are on its
/// link, as it has it, and in truth behind its LMA: the gateway answers for them, too (RFC 5844
/// section 3.4.3).
class ArpService {
  public:
    /// `ports`: of the access interfaces, to send by.
    explicit ArpService(std::vector<access::DhcpPort>& ports) : ports_(ports) {}

    /// The client's service has begun.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);
    /// Takes one frame of an access interface: a question is answered, if it is for the gateway to answer.
    static void heard(const pmip::Mag& mag, access::ArpPort& port, base::ByteView frame);

  private:
    std::vector<access::DhcpPort>& ports_;
};

} // namespace magd
