#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

/// The router discovery side of one access interface: sees router solicitations (ICMPv6 type
/// 133), and sends advertisements in frames to one client each, which the IPv6 layer does not do.
class NdPort : public PacketPort {
  public:
    static base::Result<NdPort> open(const std::string& interface);
};

} // namespace magd::access
