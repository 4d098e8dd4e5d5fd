#include "magd/access/dhcp_port.hpp"

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace magd::access {
namespace {

constexpr std::size_t largest_frame = 4096;
constexpr std::uint16_t server_port = 67;

/// Unfragmented IPv4 UDP to port 67, no matter the addresses.
base::Result<void> attach_filter(int socket) {
    std::array<sock_filter, 11> code{{
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // EtherType
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_IP, 0, 8),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), // IP protocol
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), // fragment offset and flags
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 4, 0),
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14), // X = length of the IP header
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),  // UDP destination port
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, server_port, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, largest_frame),
        BPF_STMT(BPF_RET | BPF_K, 0),
    }};
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return base::fail_errno("packet filter for DHCP");
    return {};
}

base::Result<base::MacAddress> hardware_address(int socket, const std::string& interface) {
    ifreq request{};
    interface.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
    if (ioctl(socket, SIOCGIFHWADDR, &request) != 0) return base::fail_errno("access interface " + interface);
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        return base::fail("access interface " + interface + " is not an Ethernet-like one");
    base::MacAddress mac;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(request.ifr_hwaddr.sa_data), mac.octets.size(),
                mac.octets.begin());
    return mac;
}

/// True if the kernel says that the frame's checksum is yet to be completed by an offload.
bool checksum_not_ready(msghdr& message) {
    for (auto* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA) continue;
        const auto* data = reinterpret_cast<const tpacket_auxdata*>(CMSG_DATA(c));
        return (data->tp_status & TP_STATUS_CSUMNOTREADY) != 0;
    }
    return false;
}

} // namespace

base::Result<DhcpPort> DhcpPort::open(const std::string& interface) {
    DhcpPort self;
    self.name_ = interface;
    const auto index = if_nametoindex(interface.c_str());
    if (index == 0) return base::fail_errno("access interface " + interface);
    self.index_ = base::IfIndex{index};
    // Protocol 0 until the filter is on: nothing is queued before.
    self.socket_ = base::Fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!self.socket_) return base::fail_errno("packet socket for DHCP (needs CAP_NET_RAW)");
    if (auto filtered = attach_filter(self.fd()); !filtered) return std::unexpected(filtered.error());
    const auto mac = hardware_address(self.fd(), interface);
    if (!mac) return std::unexpected(mac.error());
    self.mac_ = *mac;
    const int on = 1;
    (void)setsockopt(self.fd(), SOL_PACKET, PACKET_AUXDATA, &on, sizeof on);
    (void)setsockopt(self.fd(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_IP);
    address.sll_ifindex = static_cast<int>(index);
    if (::bind(self.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::fail_errno("DHCP on " + interface);
    return self;
}

std::optional<DhcpFrame> DhcpPort::receive() {
    DhcpFrame frame{.octets = base::Bytes(largest_frame)};
    iovec data{.iov_base = frame.octets.data(), .iov_len = frame.octets.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(tpacket_auxdata))> control{};
    sockaddr_ll from{};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = ::recvmsg(fd(), &message, 0);
    if (size < 0) return std::nullopt;
    frame.for_us = from.sll_pkttype != PACKET_OTHERHOST;
    frame.octets.resize(static_cast<std::size_t>(size));
    frame.checksum_trusted = checksum_not_ready(message);
    return frame;
}

base::Result<void> DhcpPort::send(base::ByteView frame) {
    if (::send(fd(), frame.data(), frame.size(), 0) < 0) return base::fail_errno("DHCP answer on " + name_);
    return {};
}

} // namespace magd::access
