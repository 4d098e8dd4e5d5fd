#include "magd/access/arp_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>

#include <array>

namespace magd::access {
namespace {

/// Of IPv4 on Ethernet, any operation.
constexpr std::array<sock_filter, 6> arp_filter{{
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 14), // hardware, protocol
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x00010800, 0, 3),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 18), // lengths of their addresses
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0604, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

} // namespace

base::Result<ArpPort> ArpPort::open(const std::string& interface) {
    ArpPort self;
    if (auto opened =
            self.open_for({.name = "ARP", .ether_type = ETH_P_ARP, .filter = arp_filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
