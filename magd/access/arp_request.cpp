#include "magd/access/arp_request.hpp"

#include "magd/access/arp_packet.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {

base::Bytes encode(const ArpRequest& request) {
    const base::EthernetHeader ethernet{
        .destination = request.client, .source = request.gateway, .type = ETH_P_ARP};
    const ArpPacket arp{.operation = ARPOP_REQUEST,
                        .sender_mac = request.gateway,
                        .target_mac = {},
                        .sender = request.router,
                        .target = request.target};
    base::Writer out;
    base::EthernetHeader::fields(out, ethernet);
    ArpPacket::fields(out, arp);
    return out.take();
}

} // namespace magd::access
