#include "magd/access/arp_announcement.hpp"

#include "magd/access/arp_packet.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {

base::Bytes encode(const ArpAnnouncement& announcement) {
    const base::EthernetHeader ethernet{
        .destination = announcement.client, .source = announcement.gateway, .type = ETH_P_ARP};
    const ArpPacket arp{.operation = ARPOP_REQUEST,
                        .sender_mac = announcement.gateway,
                        .target_mac = {},
                        .sender = announcement.router,
                        .target = announcement.router};
    base::Writer out;
    base::EthernetHeader::fields(out, ethernet);
    ArpPacket::fields(out, arp);
    return out.take();
}

} // namespace magd::access
