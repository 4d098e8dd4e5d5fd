#include "magd/access/arp_sighting.hpp"

#include "magd/access/arp_packet.hpp"
#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {
std::optional<Sighting> decode_arp_sighting(base::ByteView frame) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    ArpPacket arp;
    base::EthernetHeader::fields(in, ethernet);
    ArpPacket::fields(in, arp);
    if (!in.ok() || ethernet.type != ETH_P_ARP || !arp.of_ipv4_on_ethernet()) return std::nullopt;
    if (arp.operation != ARPOP_REQUEST && arp.operation != ARPOP_REPLY) return std::nullopt;
    if (arp.sender_mac != ethernet.source || !individual(ethernet.source)) return std::nullopt;
    return Sighting{.mac = ethernet.source};
}

} // namespace magd::access
