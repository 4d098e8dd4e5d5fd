#pragma once

#include <linux/if_ether.h>
#include <net/if_arp.h>

#include <cstdint>
#include <expected>

#include "magd/access/trigger_drop.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

struct ArpPacket { // RFC 826, of IPv4 on Ethernet
    std::uint16_t hardware = ARPHRD_ETHER, protocol = ETH_P_IP;
    std::uint8_t hardware_length = 6, protocol_length = 4; ///< octets of an address
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
    bool operator==(const ArpPacket&) const = default;
};

/// The request or reply (RFC 826) in an untagged Ethernet frame of a client. A source that is not the
/// packet's sender speaks for another.
[[nodiscard]] std::expected<ArpPacket, TriggerDrop> decode_arp_packet(base::ByteView frame);

/// The frame in which the packet's sender sends it to one client.
[[nodiscard]] base::Bytes encode_arp_packet(const base::MacAddress& client, const ArpPacket& arp);

} // namespace magd::access
