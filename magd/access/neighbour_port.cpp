#include "magd/access/neighbour_port.hpp"

#include <linux/filter.h>
#include <netinet/icmp6.h>

#include <array>

#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr auto header_at = base::EthernetHeader::size;

/// ICMPv6 of these types right behind the IPv6 header: neighbour discovery has no extension header.
constexpr std::array<sock_filter, 10> discovery_filter{{
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 7),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, header_at + 6), // next header
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 5),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, header_at + base::Ipv6Header::size), // ICMPv6 type
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_ROUTER_SOLICIT, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_SOLICIT, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_ADVERT, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

} // namespace

base::Result<NeighbourPort> NeighbourPort::open(const std::string& interface) {
    NeighbourPort self;
    if (auto opened = self.open_for(
            {.name = "neighbour discovery", .ether_type = ETH_P_IPV6, .filter = discovery_filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
