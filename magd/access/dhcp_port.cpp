#include "magd/access/dhcp_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include <array>

namespace magd::access {
namespace {

constexpr std::uint16_t server_port = 67;
constexpr std::uint16_t client_port = 68;

/// Unfragmented IPv4 UDP to port 67 or 68, no matter the addresses.
constexpr std::array<sock_filter, 12> request_filter{{
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 9),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), // IP protocol
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 7),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), // fragment offset and flags
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 5, 0),
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), // X = length of the IP header
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),  // UDP destination port
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, server_port, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, client_port, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

} // namespace

base::Result<DhcpPort> DhcpPort::open(const std::string& interface) {
    DhcpPort self;
    if (auto opened =
            self.open_for({.name = "DHCP", .ether_type = ETH_P_IP, .filter = request_filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
