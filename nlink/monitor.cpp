#include "nlink/monitor.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <vector>

namespace nlink {
namespace {

/// One message may be as long as that; the kernel sends notifications one or a few at a time.
constexpr std::size_t datagram_size = std::size_t{64} << 10;
constexpr int receive_room = 8 << 20;
/// More datagrams than that room holds: whoever discards them does not run after those that still come.
constexpr int most_waiting = 1 << 16;

/// Keeps datagrams with these ports from the socket: what a burst of our own changes brings would fill it.
base::Result<void> leave_out(int socket, std::span<const std::uint32_t> ports) {
    std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(nlmsghdr, nlmsg_pid))};
    for (const auto port : ports) { // netlink is in host order, the filter reads network order
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(port), 0, 1));
        program.push_back(BPF_STMT(BPF_RET | BPF_K, 0));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, UINT32_MAX));
    const sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
    if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0)
        return base::fail_errno("filtering a netlink socket");
    return {};
}

} // namespace

base::Result<Monitor> Monitor::open(int protocol, std::span<const std::uint32_t> groups,
                                    std::span<const std::uint32_t> own) {
    base::Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!fd) return base::fail_errno("opening a netlink socket");
    // Without the privilege it is what it is: more is lost then, and said.
    (void)::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &receive_room, sizeof receive_room);
    if (auto filtered = leave_out(fd.get(), own); !filtered) return std::unexpected(filtered.error());
    sockaddr_nl here{};
    here.nl_family = AF_NETLINK;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0)
        return base::fail_errno("binding a netlink socket");
    for (const auto group : groups)
        if (::setsockopt(fd.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
            return base::fail_errno("listening to changes of the kernel");
    return Monitor(std::move(fd));
}

Heard Monitor::receive(const std::function<void(const Message&)>& take) {
    buffer_.resize(datagram_size);
    sockaddr_nl from{};
    socklen_t length = sizeof from;
    const auto size = ::recvfrom(fd_.get(), buffer_.data(), buffer_.size(), MSG_TRUNC,
                                 reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) return errno == ENOBUFS ? Heard::lost : Heard::nothing;
    if (static_cast<std::size_t>(size) > buffer_.size()) return Heard::lost;
    if (from.nl_pid != 0) return Heard::messages; // another process, not the kernel
    for (auto left = base::ByteView(buffer_).first(static_cast<std::size_t>(size));
         const auto message = next_message(left);)
        take(*message);
    return Heard::messages;
}

void Monitor::discard() {
    for (int i = 0; i < most_waiting; ++i)
        if (receive([](const Message&) {}) == Heard::nothing) return;
}

} // namespace nlink
