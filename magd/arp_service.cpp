#include "magd/arp_service.hpp"

#include <algorithm>

#include "magd/access/arp_request.hpp"
#include "magd/log.hpp"

namespace magd {

void ArpService::attached(const pmip::Mag& mag, const base::MacAddress& mac) {
    const auto* binding = mag.find(mac);
    if (binding == nullptr || !binding->ipv4) return;
    const auto port = std::ranges::find(ports_, *binding->profile.access_name, &access::DhcpPort::name);
    if (port == ports_.end()) return;
    const auto frame = access::encode(access::ArpRequest{.gateway = port->mac(),
                                                         .router = binding->ipv4->default_router,
                                                         .client = mac,
                                                         .target = binding->ipv4->default_router});
    if (const auto sent = port->send(frame); !sent)
        log::client(log::Level::warning, mac, "{}", sent.error().what);
}

} // namespace magd
