#include "magd/access/arp_question.hpp"

#include "magd/access/arp_packet.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {

base::Bytes encode(const ArpQuestion& question) {
    const base::EthernetHeader ethernet{
        .destination = question.client, .source = question.gateway, .type = ETH_P_ARP};
    const ArpPacket arp{.operation = ARPOP_REQUEST,
                        .sender_mac = question.gateway,
                        .target_mac = {},
                        .sender = question.router,
                        .target = question.home};
    base::Writer out;
    base::EthernetHeader::fields(out, ethernet);
    ArpPacket::fields(out, arp);
    return out.take();
}

} // namespace magd::access
