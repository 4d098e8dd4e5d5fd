#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "magd/access/radius_port.hpp"

namespace radius_port_test {

using namespace magd::access;

namespace {

/// As one of 127.0.0.0/8, or ::1.
sockaddr_in6 at(const std::string& address, std::uint16_t port = 0) {
    sockaddr_in6 out{};
    out.sin6_family = AF_INET6;
    out.sin6_port = htons(port);
    REQUIRE(::inet_pton(AF_INET6, address.c_str(), &out.sin6_addr) == 1);
    return out;
}

std::uint16_t port_of(int socket) {
    sockaddr_in6 own{};
    socklen_t size = sizeof own;
    REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) == 0);
    return ntohs(own.sin6_port);
}

bool readable(int socket) {
    pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 10'000) == 1;
}

/// A client that takes answers from the address alone that it asked.
struct Asker {
    base::Fd socket{::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};

    Asker(const std::string& from, const std::string& to, std::uint16_t port) {
        const auto own = at(from), peer = at(to, port);
        REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
        REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0);
    }
    void ask(const std::string& text) const {
        REQUIRE(::send(socket.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string answer() const {
        std::string out(16, '\0');
        REQUIRE(readable(socket.get()));
        out.resize(static_cast<std::size_t>(::recv(socket.get(), out.data(), out.size(), 0)));
        return out;
    }
};

void check_answer(RadiusPort& port, const Asker& asker, const base::Address& from) {
    asker.ask("question");
    REQUIRE(readable(port.fd()));
    const auto datagram = port.receive();
    REQUIRE(datagram);
    CHECK(datagram->from == from);
    CHECK(datagram->payload == base::Bytes{'q', 'u', 'e', 's', 't', 'i', 'o', 'n'});
    port.answer(*datagram, base::Bytes{'y', 'e', 's'});
    CHECK(asker.answer() == "yes");
    CHECK_FALSE(port.receive());
}

} // namespace

TEST_CASE("a request is answered from the address that it went to, in both families") {
    auto port = RadiusPort::open({}, 0);
    REQUIRE(port);
    const auto number = port_of(port->fd());
    check_answer(*port, Asker("::ffff:127.0.0.1", "::ffff:127.0.0.5", number), base::Ipv4{0x7f000001});
    check_answer(*port, Asker("::1", "::1", number), *base::parse_ipv6("::1"));
}

TEST_CASE("it may listen at one address alone") {
    auto port = RadiusPort::open(base::Ipv4{0x7f000005}, 0);
    REQUIRE(port);
    check_answer(*port, Asker("::ffff:127.0.0.1", "::ffff:127.0.0.5", port_of(port->fd())),
                 base::Ipv4{0x7f000001});
}

TEST_CASE("what cannot be listened at is named") {
    const auto first = RadiusPort::open({}, 0);
    REQUIRE(first);
    const auto second = RadiusPort::open({}, port_of(first->fd()));
    REQUIRE_FALSE(second);
    CHECK(second.error().what.find(" of this machine: Address already in use") != std::string::npos);
    const auto elsewhere = RadiusPort::open(base::Ipv4{0xc0000207}, 1813);
    REQUIRE_FALSE(elsewhere);
    CHECK(elsewhere.error().what ==
          "RADIUS accounting: port 1813 of 192.0.2.7: Cannot assign requested address");
}

} // namespace radius_port_test
