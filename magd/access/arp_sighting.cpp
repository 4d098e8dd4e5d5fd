#include "magd/access/arp_sighting.hpp"

#include "magd/access/arp_packet.hpp"
#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {

std::expected<Sighting, TriggerDrop> decode_arp_sighting(base::ByteView frame) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    ArpPacket arp;
    base::EthernetHeader::fields(in, ethernet);
    ArpPacket::fields(in, arp);
    if (!in.ok()) return std::unexpected(TriggerDrop::truncated);
    if (ethernet.type != ETH_P_ARP || !arp.of_ipv4_on_ethernet())
        return std::unexpected(TriggerDrop::unexpected);
    if (arp.operation != ARPOP_REQUEST && arp.operation != ARPOP_REPLY)
        return std::unexpected(TriggerDrop::unexpected);
    if (!individual(ethernet.source)) return std::unexpected(TriggerDrop::hardware_address);
    if (arp.sender_mac != ethernet.source) return std::unexpected(TriggerDrop::sender);
    return Sighting{.mac = ethernet.source};
}

} // namespace magd::access
