#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"
#include "nlink/exchange.hpp"
#include "nlink/request.hpp"
#include "nlink/view.hpp"

namespace nlink {

/// A netlink socket to the kernel: one way to send, one way to list. It acts in the network
/// namespace of the thread that opened it. Not for use by two threads at once.
class Socket {
  public:
    struct Options {
        /// Octets of each socket buffer. More than the system's limit needs CAP_NET_ADMIN;
        /// without it the limit is what one gets, and batches go out in smaller sends.
        int buffer = 8 << 20;
        /// The longest wait for an answer. The kernel answers within the send, so this runs
        /// out only if something is wrong.
        std::chrono::milliseconds patience{5000};
    };

    /// `protocol`: NETLINK_ROUTE, NETLINK_GENERIC, NETLINK_NETFILTER.
    [[nodiscard]] static base::Result<Socket> open(int protocol, Options options);
    [[nodiscard]] static base::Result<Socket> open(int protocol) { return open(protocol, Options{}); }

    /// Puts the requests to the kernel, many in one send; one outcome for each, in their order.
    /// A refused request hits its own outcome alone. An Error means that the answers were lost:
    /// which of the requests took effect is then unknown.
    [[nodiscard]] base::Result<std::vector<Outcome>> transact(std::span<const Request> batch);

    /// One all-or-nothing transaction of nfnetlink: if an outcome is not ok, no request took
    /// effect. `begin` and `end` are its NFNL_MSG_BATCH messages.
    [[nodiscard]] base::Result<std::vector<Outcome>>
    transact_atomic(const Request& begin, std::span<const Request> batch, const Request& end);

    /// Lists objects: `parse` (const Message& -> optional of a value) reads one message of the
    /// answer; what it gives nothing for is left out. A list that changed while it was read is
    /// read again from the start, a few times, and is then an Error (EAGAIN): a partial list
    /// is never given.
    template <class Parse>
    [[nodiscard]] auto dump(const Request& request, Parse parse) {
        return collect(request, std::move(parse), &Socket::run_dump);
    }
    /// Asks for single objects: the same without a list.
    template <class Parse>
    [[nodiscard]] auto get(const Request& request, Parse parse) {
        return collect(request, std::move(parse), &Socket::run_get);
    }

    /// What messages about this socket's changes have as their port.
    [[nodiscard]] std::uint32_t port() const;

    struct Counters {
        std::uint64_t foreign = 0;   ///< messages that answered no open request, and were dropped
        std::uint64_t restarted = 0; ///< lists that changed while they were read
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

  private:
    using TimePoint = std::chrono::steady_clock::time_point;
    /// How a list is gathered: `restart` forgets what there is, `take` adds one message.
    struct Collector {
        std::function<void()> restart;
        std::function<void(const Message&)> take;
    };
    /// Of an all-or-nothing batch: an error of `begin` hits all of it, and once `last` is
    /// answered there is nothing more to come.
    struct Frame {
        std::optional<std::uint32_t> begin, last;
    };
    using Run = base::Result<void> (Socket::*)(const Request&, const Collector&);

    Socket(base::Fd fd, Options options) : fd_(std::move(fd)), options_(options) {}
    void configure();
    void make_room(std::size_t octets);
    [[nodiscard]] base::Result<void> send(const base::Bytes& datagram);
    /// The next datagram from the kernel, valid until the next call.
    [[nodiscard]] base::Result<base::ByteView> receive(TimePoint deadline);
    /// Takes messages until the matcher is complete.
    [[nodiscard]] base::Result<void> await(Matcher& matcher, Frame frame);
    /// Sends one question and takes all of its answer; gives whether the answer is consistent.
    [[nodiscard]] base::Result<bool> converse(const Request& request, std::uint16_t flags,
                                              const Collector& collector);
    [[nodiscard]] base::Result<void> run_dump(const Request& request, const Collector& collector);
    [[nodiscard]] base::Result<void> run_get(const Request& request, const Collector& collector);

    template <class Parse>
    [[nodiscard]] auto collect(const Request& request, Parse parse, Run run) {
        using T = typename std::invoke_result_t<Parse&, const Message&>::value_type;
        std::vector<T> found;
        const auto take = [&](const Message& message) {
            if (auto value = parse(message)) found.push_back(std::move(*value));
        };
        const auto done = (this->*run)(request, {.restart = [&] { found.clear(); }, .take = take});
        return done ? base::Result<std::vector<T>>(std::move(found)) : std::unexpected(done.error());
    }

    base::Fd fd_;
    Options options_;
    SendLimits limits_;
    std::uint32_t next_sequence_ = 1;
    Counters counters_;
    base::Bytes buffer_;
};

} // namespace nlink
