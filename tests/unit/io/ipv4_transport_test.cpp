#include <doctest/doctest.h>

#include "magd/io/ipv4_transport.hpp"
#include "nlink/base/ip.hpp"
#include "tests/unit/io/vectors.hpp"

using namespace magd::io;
using vectors::from_hex, vectors::packet_of;

TEST_CASE("every IPv4 signalling packet of the vectors yields its Mobility Header") {
    int seen = 0;
    for (const auto& vector : vectors::all()) {
        const auto packet = from_hex(vector["pkt"]);
        const std::string name = vector["name"];
        const std::string header = vector["mh"].is_string() ? vector["mh"] : "";
        if (packet.empty() || packet[0] != 0x45 || packet[9] != 17 || header.empty()) continue;
        CAPTURE(name);
        Datagram datagram;
        if (name == "bad-06-udp-checksum-v4") {
            CHECK(parse_packet(packet, datagram) == Received::bad_checksum);
            continue;
        }
        REQUIRE(parse_packet(packet, datagram) == Received::message);
        CHECK(datagram.source_port == 5436);
        const auto expected = from_hex(header);
        REQUIRE(datagram.payload.size() >= expected.size());
        CHECK(std::equal(expected.begin(), expected.end(), datagram.payload.begin()));
        ++seen;
    }
    CHECK(seen >= 30);
}

TEST_CASE("the source is the sender's address, not ours") {
    Datagram datagram;
    REQUIRE(parse_packet(packet_of("02-pba-v4-cisco"), datagram) == Received::message);
    CHECK(base::to_string(datagram.source) == "10.106.37.40");
}

TEST_CASE("a wrong UDP checksum is seen, although a raw socket gets the packet unchecked") {
    auto packet = packet_of("02-pba-v4-cisco");
    packet.back() ^= 1;
    Datagram datagram;
    CHECK(parse_packet(packet, datagram) == Received::bad_checksum);
}

TEST_CASE("a datagram whose checksum an offload should have completed is taken") {
    auto packet = packet_of("02-pba-v4-cisco");
    // The pseudo-header's sum alone, as the kernel leaves it on a veth.
    const std::uint32_t sum = 0x0a6a + 0x2528 + 0x0a6a + 0x236f + 17 + 0x0080;
    packet[26] = static_cast<std::uint8_t>(sum >> 8);
    packet[27] = static_cast<std::uint8_t>(sum);
    Datagram datagram;
    CHECK(parse_packet(packet, datagram) == Received::message);
    packet[27] ^= 1;
    CHECK(parse_packet(packet, datagram) == Received::bad_checksum);
}

TEST_CASE("a packet cut at any length is refused") {
    const auto packet = packet_of("02-pba-v4-cisco");
    for (std::size_t size = 0; size < packet.size(); ++size) {
        Datagram datagram;
        CHECK(parse_packet(base::ByteView(packet).first(size), datagram) == Received::bad_length);
    }
}

TEST_CASE("an IP header that says it is shorter than an IP header is refused") {
    auto packet = packet_of("02-pba-v4-cisco");
    Datagram datagram;
    packet[0] = 0x44;
    CHECK(parse_packet(packet, datagram) == Received::bad_length);
    packet[0] = 0x4f; // 60 octets: the UDP header is read from inside the options' place
    CHECK(parse_packet(packet, datagram) != Received::message);
}

TEST_CASE("octets of the IP packet behind the UDP datagram are not part of it") {
    auto packet = packet_of("02-pba-v4-cisco");
    packet.insert(packet.end(), 9, 0xff);
    Datagram datagram;
    REQUIRE(parse_packet(packet, datagram) == Received::message);
    CHECK(datagram.payload.size() == 120);
}

TEST_CASE("a computed checksum of zero is sent as 0xffff") {
    // Ports and payload are such that all 16-bit words sum up to 0xffff.
    const std::uint16_t rest = 0xffff - 17 - 2 * 10;
    const base::Bytes payload{static_cast<std::uint8_t>(rest >> 8), static_cast<std::uint8_t>(rest)};
    const auto datagram = base::encode_udp({}, 0, {}, 0, payload);
    CHECK(datagram[6] == 0xff);
    CHECK(datagram[7] == 0xff);
}
