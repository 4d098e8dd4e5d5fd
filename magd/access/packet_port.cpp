#include "magd/access/packet_port.hpp"

#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace magd::access {
namespace {

constexpr std::size_t largest_frame = 4096;
/// Octets, of which each frame that waits takes more than a thousand: all clients may come at once after a
/// power cut, and who is not heard asks again only after seconds.
constexpr int receive_queue = 16 << 20;

ifreq request_for(const std::string& interface) {
    ifreq request{};
    interface.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
    return request;
}

base::Result<base::MacAddress> hardware_address(int socket, const std::string& interface) {
    auto request = request_for(interface);
    if (ioctl(socket, SIOCGIFHWADDR, &request) != 0) return base::fail_errno("access interface " + interface);
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        return base::fail("access interface " + interface + " is not an Ethernet-like one");
    base::MacAddress mac;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(request.ifr_hwaddr.sa_data), mac.octets.size(),
                mac.octets.begin());
    return mac;
}

/// Lets through what the interface itself has received. The kernel shows its socket the frames of VLANs, too:
/// those of an interface for a VLAN on top of it, and those that no interface takes, marked as for others.
std::array<sock_filter, 5> of_interface(base::IfIndex index) {
    constexpr auto about = static_cast<std::uint32_t>(SKF_AD_OFF);
    return {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, about + SKF_AD_PKTTYPE),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OTHERHOST, 2, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, about + SKF_AD_IFINDEX),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, std::to_underlying(index), 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
    }};
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

base::Result<void> PacketPort::open_for(const Purpose& purpose, const std::string& interface) {
    purpose_ = purpose.name;
    ether_type_ = purpose.ether_type;
    filter_.assign(purpose.filter.begin(), purpose.filter.end());
    group_ = purpose.group;
    name_ = interface;
    // Protocol 0 until the filter is on: nothing is queued before.
    socket_ = base::Fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_) return base::fail_errno("packet socket for " + purpose_ + " (needs CAP_NET_RAW)");
    const int on = 1;
    (void)setsockopt(fd(), SOL_PACKET, PACKET_AUXDATA, &on, sizeof on);
    (void)setsockopt(fd(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    (void)setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, &receive_queue, sizeof receive_queue);
    const auto index = if_nametoindex(interface.c_str());
    if (index == 0) return base::fail_errno("access interface " + interface);
    return go_to(base::IfIndex{index});
}

base::Result<void> PacketPort::follow() {
    const auto index = if_nametoindex(name_.c_str());
    if (index == 0) return {};
    return go_to(base::IfIndex{index});
}

base::Result<void> PacketPort::go_to(base::IfIndex index) {
    const auto mac = hardware_address(fd(), name_);
    if (!mac) return std::unexpected(mac.error());
    if (index != index_)
        if (auto bound = bind(index); !bound) return bound;
    index_ = index;
    mac_ = *mac;
    return {};
}

base::Result<void> PacketPort::filter(base::IfIndex index) {
    const auto first = of_interface(index);
    std::vector<sock_filter> code(first.begin(), first.end());
    code.insert(code.end(), filter_.begin(), filter_.end());
    const sock_fprog program{.len = static_cast<unsigned short>(code.size()), .filter = code.data()};
    if (setsockopt(fd(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return base::fail_errno("packet filter for " + purpose_);
    return {};
}

base::Result<void> PacketPort::bind(base::IfIndex index) {
    if (auto filtered = filter(index); !filtered) return filtered;
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ether_type_);
    address.sll_ifindex = static_cast<int>(index);
    if (::bind(fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::fail_errno(purpose_ + " on " + name_);
    return join(index);
}

/// The kernel itself may not listen to the group.
base::Result<void> PacketPort::join(base::IfIndex index) {
    if (!group_) return {};
    packet_mreq request{};
    request.mr_ifindex = static_cast<int>(index);
    request.mr_type = PACKET_MR_MULTICAST;
    request.mr_alen = static_cast<unsigned short>(group_->octets.size());
    std::ranges::copy(group_->octets, std::begin(request.mr_address));
    if (setsockopt(fd(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof request) != 0)
        return base::fail_errno("group of " + purpose_ + " on " + name_);
    return {};
}

bool PacketPort::up() const {
    auto request = request_for(name_);
    return ioctl(fd(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

std::optional<Frame> PacketPort::receive() {
    Frame frame{.octets = base::Bytes(largest_frame)};
    iovec data{.iov_base = frame.octets.data(), .iov_len = frame.octets.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(tpacket_auxdata))> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = ::recvmsg(fd(), &message, 0);
    if (size < 0) return std::nullopt;
    frame.octets.resize(static_cast<std::size_t>(size));
    frame.checksum_trusted = checksum_not_ready(message);
    return frame;
}

base::Result<void> PacketPort::send(base::ByteView frame) {
    if (::send(fd(), frame.data(), frame.size(), 0) < 0)
        return base::fail_errno("answer to a client on " + name_);
    return {};
}

} // namespace magd::access
