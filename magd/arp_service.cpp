#include "magd/arp_service.hpp"

#include <algorithm>

#include "magd/access/arp_packet.hpp"
#include "magd/access/arp_request.hpp"
#include "magd/log.hpp"

namespace magd {
namespace {

/// Whether the client asks for another one's address of its subnet. Of its own it only probes and tells that
/// it has it, and whoever probes has none yet: an answer would say that another host has the address (RFC
/// 5227).
bool asks_for_another(const pmip::Ipv4Session& session, const access::ArpPacket& arp) {
    const auto& home = session.home_address;
    return arp.operation == ARPOP_REQUEST && arp.sender == home.address && arp.target != home.address &&
           arp.target != session.default_router && home.contains(arp.target);
}

} // namespace

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

void ArpService::heard(const pmip::Mag& mag, access::ArpPort& port, base::ByteView frame) {
    const auto arp = access::decode_arp_packet(frame);
    const auto* const binding = arp ? mag.find(arp->sender_mac) : nullptr;
    if (binding == nullptr || !binding->programmed || *binding->profile.access_name != port.name()) return;
    if (!binding->ipv4 || !asks_for_another(*binding->ipv4, *arp)) return;
    const auto answer = access::encode_arp_packet(arp->sender_mac, {.operation = ARPOP_REPLY,
                                                                    .sender_mac = port.mac(),
                                                                    .target_mac = arp->sender_mac,
                                                                    .sender = arp->target,
                                                                    .target = arp->sender});
    if (const auto sent = port.send(answer); !sent)
        log::client(log::Level::debug, arp->sender_mac, "{}", sent.error().what);
}

} // namespace magd
