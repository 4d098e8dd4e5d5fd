#include "nlink/socket.hpp"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <limits>

namespace nlink {
namespace {

/// What one queued acknowledgement takes of the receive buffer at most: the kernel counts the
/// memory of the whole packet buffer, about 1 KiB with an extended text.
constexpr std::size_t acknowledgement_memory = 2048;

/// The kernel fills datagrams of a dump up to 32 KiB; one message may be longer than that.
constexpr std::size_t datagram_size = std::size_t{256} << 10;

constexpr int dump_tries = 8;

void set_option(int fd, int level, int name, int value) {
    // The kernel decides, and what it does without (old kernels) has no effect on correctness.
    (void)::setsockopt(fd, level, name, &value, sizeof value);
}

/// First the privileged form, which knows no limit.
std::size_t set_buffer(int fd, int forced, int plain, int size) {
    if (::setsockopt(fd, SOL_SOCKET, forced, &size, sizeof size) != 0)
        set_option(fd, SOL_SOCKET, plain, size);
    int got = 0;
    socklen_t length = sizeof got;
    (void)::getsockopt(fd, SOL_SOCKET, plain, &got, &length);
    return static_cast<std::size_t>(std::max(got, 0));
}

/// True once the socket can be read; false when the deadline has passed.
base::Result<bool> wait_readable(int fd, std::chrono::steady_clock::time_point deadline) {
    using std::chrono::milliseconds;
    for (;;) {
        const auto left =
            std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (ready > 0) return true;
        if (ready == 0) return false;
        if (errno != EINTR) return base::fail_errno("waiting for the kernel's answer");
    }
}

} // namespace

base::Result<Socket> Socket::open(int protocol, Options options) {
    base::Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!fd) return base::fail_errno("opening a netlink socket");
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
        return base::fail_errno("binding a netlink socket");
    Socket socket(std::move(fd), options);
    socket.configure();
    return socket;
}

std::uint32_t Socket::port() const {
    sockaddr_nl own{};
    socklen_t length = sizeof own;
    (void)::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&own), &length);
    return own.nl_pid;
}

void Socket::configure() {
    const int fd = fd_.get();
    const auto receive_room = set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, options_.buffer);
    const auto send_room = set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, options_.buffer);
    limits_ = {.octets = send_room / 2, .requests = receive_room / acknowledgement_memory};
    set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
}

/// A transaction cannot go in parts.
void Socket::make_room(std::size_t octets) {
    if (octets <= limits_.octets) return;
    const auto wanted = static_cast<int>(std::min<std::size_t>(octets, std::numeric_limits<int>::max() / 2));
    limits_.octets = set_buffer(fd_.get(), SO_SNDBUFFORCE, SO_SNDBUF, wanted) / 2;
}

base::Result<void> Socket::send(const base::Bytes& datagram) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const auto sent = ::sendto(fd_.get(), datagram.data(), datagram.size(), 0,
                               reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
    if (sent < 0) return base::fail_errno("sending to the kernel");
    return {};
}

base::Result<base::ByteView> Socket::receive(TimePoint deadline) {
    buffer_.resize(datagram_size);
    for (;;) {
        const auto readable = wait_readable(fd_.get(), deadline);
        if (!readable) return std::unexpected(readable.error());
        if (!*readable) return base::fail_errno("waiting for the kernel's answer", ETIMEDOUT);
        sockaddr_nl from{};
        socklen_t length = sizeof from;
        const auto size = ::recvfrom(fd_.get(), buffer_.data(), buffer_.size(), MSG_TRUNC,
                                     reinterpret_cast<sockaddr*>(&from), &length);
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (size < 0) return base::fail_errno("reading the kernel's answer");
        if (static_cast<std::size_t>(size) > buffer_.size())
            return base::fail_errno("reading the kernel's answer", EMSGSIZE);
        if (from.nl_pid != 0) continue; // another process, not the kernel
        return base::ByteView(buffer_).first(static_cast<std::size_t>(size));
    }
}

base::Result<void> Socket::await(Matcher& matcher, Frame frame) {
    const auto deadline = std::chrono::steady_clock::now() + options_.patience;
    while (!matcher.complete()) {
        const auto datagram = receive(deadline);
        if (!datagram) return std::unexpected(datagram.error());
        for (auto left = *datagram; const auto message = next_message(left);) {
            const auto verdict = parse_acknowledgement(*message);
            const bool refused = verdict && verdict->code != 0 && message->sequence == frame.begin;
            if (refused)
                matcher.settle_open(*verdict);
            else if (!matcher.take(*message))
                ++counters_.foreign;
            else if (message->sequence == frame.last)
                matcher.settle_open({});
        }
    }
    return {};
}

base::Result<std::vector<Outcome>> Socket::transact(std::span<const Request> batch) {
    std::vector<Outcome> outcomes;
    outcomes.reserve(batch.size());
    while (!batch.empty()) {
        const auto chunk = batch.first(chunk_size(batch, limits_));
        batch = batch.subspan(chunk.size());
        Matcher matcher(chunk, next_sequence_);
        base::Bytes datagram;
        append_requests(datagram, chunk, next_sequence_, NLM_F_REQUEST | NLM_F_ACK);
        next_sequence_ += static_cast<std::uint32_t>(chunk.size());
        // The kernel handles rtnetlink, genetlink and nfnetlink requests inside of the send:
        // when it returns, every acknowledgement is queued already.
        if (const auto sent = send(datagram); !sent) return std::unexpected(sent.error());
        if (const auto done = await(matcher, {}); !done) return std::unexpected(done.error());
        std::ranges::move(std::move(matcher).finish(), std::back_inserter(outcomes));
    }
    return outcomes;
}

base::Result<std::vector<Outcome>>
Socket::transact_atomic(const Request& begin, std::span<const Request> batch, const Request& end) {
    if (batch.empty()) return std::vector<Outcome>{};
    const auto first = next_sequence_ + 1;
    const Frame frame{.begin = next_sequence_,
                      .last = next_sequence_ + static_cast<std::uint32_t>(batch.size())};
    next_sequence_ = *frame.last + 2;
    base::Bytes datagram;
    append_requests(datagram, {&begin, 1}, *frame.begin, NLM_F_REQUEST);
    append_requests(datagram, batch.first(batch.size() - 1), first, NLM_F_REQUEST);
    append_requests(datagram, batch.last(1), *frame.last, NLM_F_REQUEST | NLM_F_ACK);
    append_requests(datagram, {&end, 1}, *frame.last + 1, NLM_F_REQUEST);
    make_room(datagram.size());
    if (const auto sent = send(datagram); !sent) return std::unexpected(sent.error());
    // Errors are always reported, in the order of the requests, when the kernel has seen all of
    // them: one acknowledgement, of the last, tells that all others went well.
    Matcher matcher(batch, first);
    if (const auto done = await(matcher, frame); !done) return std::unexpected(done.error());
    return std::move(matcher).finish();
}

base::Result<bool> Socket::converse(const Request& request, std::uint16_t flags, const Collector& collector) {
    const auto sequence = next_sequence_++;
    base::Bytes datagram;
    append_requests(datagram, {&request, 1}, sequence, flags);
    if (const auto sent = send(datagram); !sent) return std::unexpected(sent.error());
    for (bool consistent = true;;) {
        const auto datagram_in = receive(std::chrono::steady_clock::now() + options_.patience);
        if (!datagram_in) return std::unexpected(datagram_in.error());
        for (auto left = *datagram_in; const auto message = next_message(left);) {
            if (message->sequence != sequence) {
                ++counters_.foreign;
                continue;
            }
            consistent = consistent && (message->flags & NLM_F_DUMP_INTR) == 0;
            if (const auto verdict = parse_acknowledgement(*message)) {
                if (verdict->code == 0) return consistent;
                auto refused = outcome_of(request, *verdict);
                return base::fail(std::move(refused.what), refused.code);
            }
            collector.take(*message);
        }
    }
}

base::Result<void> Socket::run_dump(const Request& request, const Collector& collector) {
    for (int tries = 0; tries < dump_tries; ++tries) {
        collector.restart();
        const auto consistent = converse(request, NLM_F_REQUEST | NLM_F_DUMP, collector);
        if (!consistent) return std::unexpected(consistent.error());
        if (*consistent) return {};
        ++counters_.restarted;
    }
    return base::fail(request.what + ": it kept changing while it was read", EAGAIN);
}

base::Result<void> Socket::run_get(const Request& request, const Collector& collector) {
    const auto done = converse(request, NLM_F_REQUEST | NLM_F_ACK, collector);
    if (!done) return std::unexpected(done.error());
    return {};
}

} // namespace nlink
