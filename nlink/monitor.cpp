#include "nlink/monitor.hpp"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>

namespace nlink {
namespace {

/// One message may be as long as that; the kernel sends notifications one or a few at a time.
constexpr std::size_t datagram_size = std::size_t{64} << 10;
constexpr int receive_room = 8 << 20;

} // namespace

base::Result<Monitor> Monitor::open(int protocol, std::span<const std::uint32_t> groups) {
    base::Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!fd) return base::fail_errno("opening a netlink socket");
    // Without the privilege it is what it is: more is lost then, and said.
    (void)::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &receive_room, sizeof receive_room);
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
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

} // namespace nlink
