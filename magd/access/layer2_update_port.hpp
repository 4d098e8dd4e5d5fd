#pragma once

#include "magd/access/packet_port.hpp"

namespace magd::access {

/// Sees the layer-2 update frames (decode_layer2_update) that access points send into one access interface
/// for clients that have just associated.
class Layer2UpdatePort : public PacketPort {
  public:
    static base::Result<Layer2UpdatePort> open(const std::string& interface);
};

} // namespace magd::access
