#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

using DhcpFrame = Frame;

/// The DHCP side of one access interface: sees frames to UDP port 67. So a client is heard
/// whatever address it has or writes to (its renewals go to the virtual server address), and
/// answered before it has one. Sees frames to port 68 too: nobody among the clients shall send any.
class DhcpPort : public PacketPort {
  public:
    /// With another port for what plays clients.
    static base::Result<DhcpPort> open(const std::string& interface, std::uint16_t port = 67);
};

} // namespace magd::access
