#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

/// Two hosts on one wire, for kernel tests of what speaks on it. Includes nothing of netlink.
namespace support {

/// Runs a command and gives all it prints.
inline std::string run(const std::string& command) {
    std::string out;
    auto* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe))
        out.append(buffer.data(), size);
    ::pclose(pipe);
    return out;
}

/// Runs a command that prints nothing if all is well.
inline void quietly(const std::string& command) {
    const auto said = run(command);
    REQUIRE_MESSAGE(said.empty(), command, ": ", said);
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// The value, or the test case ends with the reason.
template <class T>
T must(base::Result<T> result) {
    REQUIRE_MESSAGE(result, result.error().what);
    return std::move(*result);
}

/// Asks again and again, but not for ever.
bool eventually(auto&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return true;
}

/// Waits for something to read, but not for ever.
inline bool readable(int fd) {
    pollfd wanted{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, 10'000) == 1;
}

/// Two new network namespaces, joined by a veth: `left` in one and `right` in the other. The
/// thread is in the left one until told; sockets stay where they were opened.
class TwoNamespaces {
  public:
    TwoNamespaces() : right_ns_(fresh()), left_ns_(fresh()) {
        quietly("ip link add left type veth peer name right netns /proc/" + std::to_string(::getpid()) +
                "/fd/" + std::to_string(right_ns_.get()));
        quietly("ip link set lo up && ip link set left up");
        enter_right();
        quietly("ip link set lo up && ip link set right up");
        enter_left();
    }
    void enter_left() const { enter(left_ns_); }
    void enter_right() const { enter(right_ns_); }

  private:
    static base::Fd fresh() {
        REQUIRE_MESSAGE(::unshare(CLONE_NEWNET) == 0, "this needs root: ", std::strerror(errno));
        return base::Fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    }
    static void enter(const base::Fd& ns) { REQUIRE(::setns(ns.get(), CLONE_NEWNET) == 0); }

    base::Fd right_ns_, left_ns_;
};

} // namespace support
