#include "magd/access/dhcp_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include <array>

namespace magd::access {
namespace {

/// Unfragmented IPv4 UDP to one of two ports, no matter the addresses.
constexpr std::array<sock_filter, 12> filter_for(std::uint16_t port, std::uint16_t other) {
    return {{
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 9),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), // IP protocol
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 7),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), // fragment offset and flags
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 5, 0),
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), // X = length of the IP header
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),  // UDP destination port
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, other, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0xffff),
        BPF_STMT(BPF_RET | BPF_K, 0),
    }};
}

} // namespace

base::Result<DhcpPort> DhcpPort::open(const std::string& interface, std::uint16_t port) {
    DhcpPort self;
    constexpr std::uint16_t client_port = 68;
    const auto filter = filter_for(port, client_port);
    if (auto opened = self.open_for({.name = "DHCP", .ether_type = ETH_P_IP, .filter = filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
