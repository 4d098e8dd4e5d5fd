/// Mobility Headers over IPv6 between two hosts. The kernel's own handling of protocol 135 is the
/// judge: a plain raw socket of it computes and verifies the checksum by itself.
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <thread>

#include "magd/io/signalling.hpp"
#include "magd/pmip/codec.hpp"
#include "nlink/base/ip.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace signalling_kernel {

using namespace magd::io;
using support::must, support::quietly, support::readable, support::TwoNamespaces;

namespace {

const base::Ipv6 mag = *base::parse_ipv6("2001:db8:a::111"), lma = *base::parse_ipv6("2001:db8:b::40");

base::Bytes update(std::uint16_t sequence) {
    pmip::ProxyBindingUpdate pbu;
    pbu.sequence = sequence;
    return pmip::encode(pbu, pmip::Padding::never_pad1);
}

sockaddr_in6 socket_address(const base::Ipv6& address) {
    sockaddr_in6 out{};
    out.sin6_family = AF_INET6;
    std::memcpy(&out.sin6_addr, address.octets.data(), address.octets.size());
    return out;
}

base::Fd raw_socket(int protocol, const base::Ipv6& local) {
    base::Fd socket(::socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    const auto address = socket_address(local);
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return socket;
}

void send(const base::Fd& socket, const base::Ipv6& to, base::ByteView octets) {
    const auto address = socket_address(to);
    REQUIRE(::sendto(socket.get(), octets.data(), octets.size(), 0,
                     reinterpret_cast<const sockaddr*>(&address),
                     sizeof address) == static_cast<ssize_t>(octets.size()));
}

base::Bytes receive(const base::Fd& socket) {
    REQUIRE(readable(socket.get()));
    base::Bytes octets(65536);
    const auto size = ::recv(socket.get(), octets.data(), octets.size(), 0);
    REQUIRE(size >= 0);
    octets.resize(static_cast<std::size_t>(size));
    return octets;
}

/// What comes next on either end; waits for it.
Received next(Signalling& signalling, Datagram& datagram) {
    REQUIRE(readable(signalling.fds().at(0)));
    return signalling.receive(datagram);
}

/// A MAG on the left, an LMA on the right.
struct Wire : TwoNamespaces {
    Signalling left, right;

    Wire() {
        enter_left();
        quietly("ip address add 2001:db8:a::111/64 dev left nodad && ip route add 2001:db8:b::/64 dev left");
        left = must(Signalling::open({.ipv6 = mag}));
        enter_right();
        quietly("ip address add 2001:db8:b::40/64 dev right nodad && ip route add 2001:db8:a::/64 dev right");
        right = must(Signalling::open({.ipv6 = lma}));
    }
};

/// The next Mobility Header on the wire, from its IPv6 header on.
base::Bytes captured(const base::Fd& sniffer) {
    for (;;) {
        auto packet = receive(sniffer);
        if (packet.size() > base::Ipv6Header::size && packet[6] == IPPROTO_MH) return packet;
    }
}

/// A host that hears ICMPv6 Parameter Problems, if their checksum is right.
base::Fd hear_problems() {
    auto icmp = raw_socket(IPPROTO_ICMPV6, mag);
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_PARAM_PROB, &filter);
    REQUIRE(setsockopt(icmp.get(), IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0);
    return icmp;
}

void check_problem(base::ByteView problem, std::size_t quoted, std::uint8_t offset) {
    REQUIRE(problem.size() == 8 + base::Ipv6Header::size + quoted);
    CHECK(problem[0] == ICMP6_PARAM_PROB);
    CHECK(problem[1] == 0);
    CHECK(problem[7] == base::Ipv6Header::size + offset);
}

} // namespace

TEST_CASE("a PBU and its answer travel over IPv6") {
    Wire wire;
    REQUIRE(wire.left.send(lma, 0, update(7)));
    Datagram datagram;
    REQUIRE(next(wire.right, datagram) == Received::message);
    CHECK(datagram.source == base::Address(mag));
    CHECK(datagram.source_port == 0);
    const auto decoded = pmip::decode(datagram.payload);
    REQUIRE(decoded);
    CHECK(std::get<pmip::ProxyBindingUpdate>(decoded->message).sequence == 7);

    REQUIRE(wire.right.send(datagram.source, datagram.source_port, update(8)));
    REQUIRE(next(wire.left, datagram) == Received::message);
    CHECK(datagram.source == base::Address(lma));
    CHECK(wire.left.receive(datagram) == Received::nothing);
}

TEST_CASE("the checksum on the wire is the one over the pseudo-header, and the kernel agrees") {
    Wire wire;
    const base::Fd sniffer(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_IPV6)));
    const auto judge = raw_socket(IPPROTO_MH, lma);
    REQUIRE(wire.left.send(lma, 0, update(7)));

    const auto packet = captured(sniffer);
    const auto header = base::ByteView(packet).subspan(base::Ipv6Header::size);
    CHECK(base::upper_layer_checksum(mag, lma, IPPROTO_MH, header) == 0);
    const auto judged = receive(judge); // dropped there if the checksum were wrong
    CHECK(std::ranges::equal(judged, header));
}

TEST_CASE("what the kernel's own checksum is on is taken") {
    Wire wire;
    wire.enter_left();
    send(raw_socket(IPPROTO_MH, mag), lma, update(9));
    Datagram datagram;
    CHECK(next(wire.right, datagram) == Received::message);
}

TEST_CASE("a corrupted Mobility Header is dropped by us with a count, and by the kernel's own in silence") {
    Wire wire;
    wire.enter_left();
    const auto plain = raw_socket(IPPROTO_MH, mag);
    const int none = -1;
    REQUIRE(setsockopt(plain.get(), IPPROTO_IPV6, IPV6_CHECKSUM, &none, sizeof none) == 0);
    wire.enter_right();
    const auto judge = raw_socket(IPPROTO_MH, lma);

    auto octets = with_checksum(mag, lma, update(7));
    octets[7] ^= 1;
    send(plain, lma, octets);
    send(plain, lma, with_checksum(mag, lma, update(8)));

    Datagram datagram;
    CHECK(next(wire.right, datagram) == Received::bad_checksum);
    REQUIRE(next(wire.right, datagram) == Received::message);
    CHECK(receive(judge) == datagram.payload); // the first that it gets is the second
}

TEST_CASE("a message larger than the link's MTU arrives whole") {
    Wire wire;
    base::Bytes octets(2048);
    octets[0] = 59;
    octets[1] = 255;
    REQUIRE(wire.left.send(lma, 0, octets));
    Datagram datagram;
    REQUIRE(next(wire.right, datagram) == Received::message);
    CHECK(datagram.payload.size() == 2048);
}

TEST_CASE("both transports of one host are read, whichever spoke") {
    Wire wire;
    wire.enter_left();
    quietly("ip address add 10.0.0.1/24 dev left");
    auto both = must(Signalling::open({.ipv4 = base::parse_ipv4("10.0.0.1"), .ipv6 = mag}));
    wire.enter_right();
    quietly("ip address add 10.0.0.2/24 dev right");
    auto ipv4 = must(Signalling::open({.ipv4 = base::parse_ipv4("10.0.0.2")}));

    REQUIRE(ipv4.send(*base::parse_address("10.0.0.1"), 5436, update(1)));
    REQUIRE(wire.right.send(mag, 0, update(2)));
    REQUIRE(readable(both.fds().at(0)));
    REQUIRE(readable(both.fds().at(1)));
    Datagram first, second;
    REQUIRE(both.receive(first) == Received::message);
    REQUIRE(both.receive(second) == Received::message);
    CHECK(first.source_port + second.source_port == 5436);
    CHECK(first.source.index() != second.source.index());
}

TEST_CASE("a faulty header is answered by a Parameter Problem that points at the octet") {
    Wire wire;
    wire.enter_left();
    const auto icmp = hear_problems();
    const base::Bytes too_short{59, 0, 13, 0, 0, 0, 0, 0}; // a Heartbeat has 16 octets
    REQUIRE(wire.left.send(lma, 0, too_short));
    Datagram datagram;
    REQUIRE(next(wire.right, datagram) == Received::message);
    const auto decoded = pmip::decode(datagram.payload);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().reason == pmip::DropReason::header_length);
    REQUIRE(wire.right.report_problem(datagram, 1));
    check_problem(receive(icmp), too_short.size(), 1);
}

TEST_CASE("a wrong Payload Proto is answered once: by us, or by a kernel with Mobile IPv6, which keeps it") {
    Wire wire;
    wire.enter_left();
    const auto icmp = hear_problems();
    auto octets = update(7);
    octets[0] = IPPROTO_UDP;
    REQUIRE(wire.left.send(lma, 0, octets));
    REQUIRE(wire.left.send(lma, 0, update(8)));
    Datagram datagram;
    REQUIRE(next(wire.right, datagram) == Received::message);
    if (datagram.payload[0] == IPPROTO_UDP) REQUIRE(wire.right.report_problem(datagram, 0));
    check_problem(receive(icmp), octets.size(), 0);
    CHECK(::recv(icmp.get(), octets.data(), octets.size(), 0) < 0);
}

TEST_CASE("what comes while a socket is made is not taken for signalling") {
    const TwoNamespaces wire;
    quietly("ip link set lo up");
    const base::Fd sender(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const sockaddr_in other{
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    const std::jthread chatter([&](const std::stop_token& ended) {
        while (!ended.stop_requested())
            (void)::sendto(sender.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&other), sizeof other);
    });
    for (int i = 0; i < 500; ++i) {
        auto signalling = must(Signalling::open({.ipv4 = base::Ipv4{INADDR_LOOPBACK}, .port = 5436}));
        Datagram datagram;
        CHECK(signalling.receive(datagram) == Received::nothing);
    }
}

TEST_CASE("an address that is not the machine's is said plainly") {
    const TwoNamespaces wire;
    const auto opened = Signalling::open({.ipv6 = lma});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == EADDRNOTAVAIL);
    CHECK(support::contains(opened.error().what, "2001:db8:b::40"));
}

} // namespace signalling_kernel
