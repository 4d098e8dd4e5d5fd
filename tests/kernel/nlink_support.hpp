#pragma once

#include <doctest/doctest.h>
#include <linux/netlink.h>
#include <sched.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/link.hpp"
#include "nlink/socket.hpp"

/// What the kernel tests of nlink share.
namespace support {

inline base::Ipv4 ip(std::string_view text) { return *base::parse_ipv4(text); }
inline base::Ipv6 ip6(std::string_view text) { return *base::parse_ipv6(text); }
inline base::Prefix4 prefix(std::string_view text) { return *base::parse_prefix4(text); }
inline base::MacAddress mac(std::string_view text) { return *base::parse_mac(text); }

/// Runs a command of the independent judge, `ip`, and gives all it prints.
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

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// A network namespace of the test case's own, a socket in it, and two Ethernet interfaces.
/// The thread stays there; the namespace goes when the next case makes its own.
struct Namespace {
    nlink::Socket socket = open();
    base::IfIndex left{}, right{};

    Namespace() {
        const auto said = run("ip link add left up type veth peer name right && ip link set right up");
        REQUIRE_MESSAGE(said.empty(), said);
        left = index("left");
        right = index("right");
    }
    static nlink::Socket open(int protocol = NETLINK_ROUTE) {
        if (protocol == NETLINK_ROUTE)
            REQUIRE_MESSAGE(::unshare(CLONE_NEWNET) == 0, "this needs root: ", std::strerror(errno));
        auto opened = nlink::Socket::open(protocol);
        REQUIRE_MESSAGE(opened, opened.error().what);
        return std::move(*opened);
    }
    base::IfIndex index(const std::string& name) {
        const auto found = nlink::find_link(socket, name);
        REQUIRE_MESSAGE((found && *found), name);
        return (*found)->index;
    }
    /// The outcome of one request.
    nlink::Outcome put(const nlink::Request& request) {
        auto outcomes = socket.transact({&request, 1});
        REQUIRE_MESSAGE(outcomes, outcomes.error().what);
        REQUIRE(outcomes->size() == 1);
        return outcomes->front();
    }
};

/// A list, or the test case ends with the reason.
template <class T>
T must(base::Result<T> result) {
    REQUIRE_MESSAGE(result, result.error().what);
    return std::move(*result);
}

} // namespace support
