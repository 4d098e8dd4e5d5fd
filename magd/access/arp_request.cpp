#include "magd/access/arp_request.hpp"

#include "magd/access/arp_packet.hpp"

namespace magd::access {

base::Bytes encode(const ArpRequest& request) {
    return encode_arp_packet(request.client, {.operation = ARPOP_REQUEST,
                                              .sender_mac = request.gateway,
                                              .target_mac = {},
                                              .sender = request.router,
                                              .target = request.target});
}

} // namespace magd::access
