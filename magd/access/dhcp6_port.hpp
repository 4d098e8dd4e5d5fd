#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

/// The DHCPv6 side of one access interface: sees frames to UDP port 547 of this link, as DhcpPort does for
/// port 67, and to port 546, as DhcpPort does for port 68. Clients are answered in frames to them alone, at
/// their link-local address, which nobody needs to ask for.
class Dhcp6Port : public PacketPort {
  public:
    static base::Result<Dhcp6Port> open(const std::string& interface);
};

} // namespace magd::access
