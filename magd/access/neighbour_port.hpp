#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

/// Sees what clients on one access interface say of IPv6 addresses (decode_neighbour_sighting).
class NeighbourPort : public PacketPort {
  public:
    static base::Result<NeighbourPort> open(const std::string& interface);
};

} // namespace magd::access
