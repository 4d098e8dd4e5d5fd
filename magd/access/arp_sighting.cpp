#include "magd/access/arp_sighting.hpp"

#include <net/if_arp.h>

#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

struct ArpPacket { // RFC 826, of IPv4 on Ethernet
    std::uint16_t hardware = 0, protocol = 0;
    std::uint8_t hardware_length = 0, protocol_length = 0; ///< octets of an address
    std::uint16_t operation = 0;
    base::MacAddress sender_mac, target_mac;
    base::Ipv4 sender, target;

    [[nodiscard]] bool of_ipv4_on_ethernet() const {
        return hardware == ARPHRD_ETHER && protocol == ETH_P_IP && hardware_length == 6 &&
               protocol_length == 4;
    }

    static void fields(auto& io, auto& self) {
        io.value(self.hardware);
        io.value(self.protocol);
        io.value(self.hardware_length);
        io.value(self.protocol_length);
        io.value(self.operation);
        io.value(self.sender_mac);
        io.value(self.sender);
        io.value(self.target_mac);
        io.value(self.target);
    }
};

} // namespace

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
