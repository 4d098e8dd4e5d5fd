#include "magd/access/nd_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>

#include <array>

#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr auto ip_at = base::EthernetHeader::size;

/// ICMPv6 type 133 right behind the IPv6 header: a solicitation has no extension header.
constexpr std::array<sock_filter, 8> solicitation_filter{{
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 5),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ip_at + 6), // next header
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 3),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ip_at + base::Ipv6Header::size), // ICMPv6 type
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_ROUTER_SOLICIT, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

/// Of all routers: the kernel listens to it only where it forwards IPv6.
constexpr base::MacAddress all_routers{{0x33, 0x33, 0, 0, 0, 2}};

} // namespace

base::Result<NdPort> NdPort::open(const std::string& interface) {
    NdPort self;
    if (auto opened = self.open_for({.name = "router discovery",
                                     .ether_type = ETH_P_IPV6,
                                     .filter = solicitation_filter,
                                     .group = all_routers},
                                    interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
