#include "magd/access/arp_packet.hpp"

#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {

std::expected<ArpPacket, TriggerDrop> decode_arp_packet(base::ByteView frame) {
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
    return arp;
}

base::Bytes encode_arp_packet(const base::MacAddress& client, const ArpPacket& arp) {
    const base::EthernetHeader ethernet{.destination = client, .source = arp.sender_mac, .type = ETH_P_ARP};
    base::Writer out;
    base::EthernetHeader::fields(out, ethernet);
    ArpPacket::fields(out, arp);
    return out.take();
}

} // namespace magd::access
