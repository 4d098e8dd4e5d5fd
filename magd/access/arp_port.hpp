#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

/// Sees the ARP packets of clients on one access interface (decode_arp_sighting).
class ArpPort : public PacketPort {
  public:
    static base::Result<ArpPort> open(const std::string& interface);
};

} // namespace magd::access
