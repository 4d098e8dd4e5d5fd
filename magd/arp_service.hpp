#pragma once

#include <vector>

#include "magd/access/dhcp_port.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// Tells clients where their default router is, when they have come: the kernel answers what they ask, and
/// who has moved here without noticing asks nothing.
class ArpService {
  public:
    /// `ports`: of the access interfaces, to send by.
    explicit ArpService(std::vector<access::DhcpPort>& ports) : ports_(ports) {}

    /// The client's service has begun.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);

  private:
    std::vector<access::DhcpPort>& ports_;
};

} // namespace magd
