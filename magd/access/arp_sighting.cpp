#include "magd/access/arp_sighting.hpp"

#include "magd/access/arp_packet.hpp"

namespace magd::access {

std::expected<Sighting, TriggerDrop> decode_arp_sighting(base::ByteView frame) {
    const auto arp = decode_arp_packet(frame);
    if (!arp) return std::unexpected(arp.error());
    return Sighting{.mac = arp->sender_mac};
}

} // namespace magd::access
