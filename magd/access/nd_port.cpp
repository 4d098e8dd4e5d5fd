#include "magd/access/nd_port.hpp"

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
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

/// The kernel listens to all routers' group only where it forwards IPv6; so ask for it.
base::Result<void> join_all_routers(const PacketPort& port) {
    constexpr std::array<std::uint8_t, 6> all_routers{0x33, 0x33, 0, 0, 0, 2};
    packet_mreq request{};
    request.mr_ifindex = static_cast<int>(port.index());
    request.mr_type = PACKET_MR_MULTICAST;
    request.mr_alen = all_routers.size();
    std::ranges::copy(all_routers, std::begin(request.mr_address));
    if (setsockopt(port.fd(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof request) != 0)
        return base::fail_errno("all-routers group on " + port.name());
    return {};
}

} // namespace

base::Result<NdPort> NdPort::open(const std::string& interface) {
    NdPort self;
    if (auto opened = self.open_for(
            {.name = "router discovery", .ether_type = ETH_P_IPV6, .filter = solicitation_filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    if (auto joined = join_all_routers(self); !joined) return std::unexpected(joined.error());
    return self;
}

} // namespace magd::access
