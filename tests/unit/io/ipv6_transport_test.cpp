#include <doctest/doctest.h>

#include "magd/io/ipv6_transport.hpp"
#include "nlink/base/ip.hpp"
#include "tests/unit/io/vectors.hpp"

using namespace magd::io;
using vectors::from_hex, vectors::packet_of;

namespace {

struct Packet {
    base::Ipv6Header ip;
    base::Bytes payload;

    explicit Packet(base::ByteView octets) {
        base::Reader in(octets);
        base::Ipv6Header::fields(in, ip);
        in.rest(payload);
        REQUIRE(in.ok());
    }
    explicit Packet(const std::string& name) : Packet(packet_of(name)) {}

    [[nodiscard]] Received parse(Datagram& out) const {
        return parse_mobility_header(ip.source, ip.destination, payload, out);
    }
    [[nodiscard]] Received verdict() const {
        Datagram unused;
        return parse(unused);
    }
};

} // namespace

TEST_CASE("every IPv6 signalling packet of the vectors is taken with its checksum") {
    int seen = 0;
    for (const auto& vector : vectors::all()) {
        const auto octets = from_hex(vector["pkt"]);
        if (octets.empty() || octets[0] >> 4 != 6 || octets[6] != IPPROTO_MH) continue;
        const std::string name = vector["name"];
        CAPTURE(name);
        const Packet packet(octets);
        Datagram datagram;
        if (name == "bad-05-mh-checksum-v6") {
            CHECK(packet.parse(datagram) == Received::bad_checksum);
            continue;
        }
        REQUIRE(packet.parse(datagram) == Received::message);
        CHECK(datagram.source == base::Address(packet.ip.source));
        CHECK(datagram.source_port == 0);
        CHECK(datagram.payload == packet.payload);
        ++seen;
    }
    CHECK(seen >= 17);
}

TEST_CASE("the checksum that is sent is the vectors', whatever stood in its place") {
    for (const auto* name : {"04-pbu-v6-initial", "11-pbu-v6-altcoa-seqonly", "29-be-v6"}) {
        const Packet packet(name);
        auto header = packet.payload;
        header[4] = 0xde;
        header[5] = 0xad;
        CHECK(with_checksum(packet.ip.source, packet.ip.destination, header) == packet.payload);
    }
}

TEST_CASE("any one wrong octet is a bad checksum, unless it changes the length") {
    auto packet = Packet("05-pba-v6-accepted");
    for (std::size_t i = 0; i < packet.payload.size(); ++i) {
        if (i == 1) continue;
        packet.payload[i] ^= 0x20;
        CHECK(packet.verdict() == Received::bad_checksum);
        packet.payload[i] ^= 0x20;
    }
}

TEST_CASE("the checksum holds between its two addresses only") {
    auto packet = Packet("05-pba-v6-accepted");
    packet.ip.destination.octets[15] ^= 1;
    CHECK(packet.verdict() == Received::bad_checksum);
}

TEST_CASE("a Mobility Header cut at any length is refused") {
    const Packet whole("05-pba-v6-accepted");
    for (std::size_t size = 0; size < whole.payload.size(); ++size) {
        auto cut = whole;
        cut.payload.resize(size);
        CHECK(cut.verdict() == Received::bad_length);
    }
}

TEST_CASE("octets behind the Mobility Header are not in its checksum, and are left to be counted") {
    auto packet = Packet("05-pba-v6-accepted");
    packet.payload.insert(packet.payload.end(), 9, 0xff);
    Datagram datagram;
    REQUIRE(packet.parse(datagram) == Received::message);
    CHECK(datagram.payload.size() == packet.payload.size());
}

TEST_CASE("a sender that cannot be answered is refused") {
    auto packet = Packet("05-pba-v6-accepted");
    packet.ip.source = {};
    CHECK(packet.verdict() == Received::bad_source);
    packet.ip.source = *base::parse_ipv6("ff02::1");
    CHECK(packet.verdict() == Received::bad_source);
}

TEST_CASE("a Parameter Problem points at the octet and quotes the packet") {
    const Packet packet("05-pba-v6-accepted");
    const auto problem = parameter_problem(packet.ip.source, packet.ip.destination, packet.payload, 1);
    CHECK(base::Bytes(problem.begin(), problem.begin() + 8) == from_hex("0400000000000029"));
    const auto quoted = base::ByteView(problem).subspan(8);
    const auto original = packet_of("05-pba-v6-accepted");
    REQUIRE(quoted.size() == original.size());
    CHECK(std::ranges::equal(quoted.first(7), base::ByteView(original).first(7)));
    CHECK(std::ranges::equal(quoted.subspan(8), base::ByteView(original).subspan(8))); // save the hop limit
}

TEST_CASE("a Parameter Problem with its own IPv6 header fits the minimum MTU") {
    const base::Bytes largest(2048, 0);
    CHECK(parameter_problem({}, {}, largest, 0).size() == 1280 - 40);
}
