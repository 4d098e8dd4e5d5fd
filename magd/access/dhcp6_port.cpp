#include "magd/access/dhcp6_port.hpp"

#include <linux/filter.h>
#include <netinet/in.h>

#include <array>

#include "dhcp/frame6.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr auto ip6_at = base::EthernetHeader::size;
constexpr auto udp6_at = ip6_at + base::Ipv6Header::size;

/// UDP right behind the IPv6 header: to the client port, no matter the addresses; to the server port, to a
/// link-local address or a group: what clients send to servers far away is forwarded, and none of ours.
constexpr std::array<sock_filter, 12> dhcp6_filter{{
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 9),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ip6_at + 6), // next header
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 7),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, udp6_at + 2), // destination port
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, dhcp::client_port6, 4, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, dhcp::server_port6, 0, 4),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ip6_at + 24), // destination
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xff, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xfe, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

} // namespace

base::Result<Dhcp6Port> Dhcp6Port::open(const std::string& interface) {
    Dhcp6Port self;
    if (auto opened = self.open_for({.name = "DHCPv6",
                                     .ether_type = ETH_P_IPV6,
                                     .filter = dhcp6_filter,
                                     .group = dhcp::all_servers_mac},
                                    interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
