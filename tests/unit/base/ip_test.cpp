/// IPv4 and UDP headers and the Internet checksum, against vectors worked out by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "nlink/base/ip.hpp"

using base::Bytes;
using base::ByteView;
using base::ChecksumVerdict;

namespace {

const base::Ipv4 source = *base::parse_ipv4("10.0.0.1"), destination = *base::parse_ipv4("10.0.0.2");

/// 192.168.0.1 to 192.168.0.199, UDP, 115 octets in all.
const Bytes known_header{0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                         0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};

template <class Header>
Header read(ByteView octets) {
    base::Reader in(octets);
    Header header;
    Header::fields(in, header);
    CHECK(in.ok());
    return header;
}

Bytes text(std::string_view characters) { return {characters.begin(), characters.end()}; }

Bytes encode(ByteView payload) { return base::encode_udp(source, 5436, destination, 5437, payload); }

ChecksumVerdict judge(ByteView datagram) { return base::judge_udp_checksum(source, destination, datagram); }

std::size_t stated_length(std::uint8_t version_and_length) {
    base::Ipv4Header header;
    header.version_and_length = version_and_length;
    return header.header_length();
}

std::uint16_t checksum_in(ByteView datagram) { return read<base::UdpHeader>(datagram).checksum; }

Bytes with_checksum(Bytes datagram, std::uint16_t checksum) {
    datagram.at(6) = static_cast<std::uint8_t>(checksum >> 8);
    datagram.at(7) = static_cast<std::uint8_t>(checksum);
    return datagram;
}

} // namespace

TEST_CASE("an IPv4 header is read field by field, and written as it was") {
    const auto header = read<base::Ipv4Header>(known_header);
    CHECK(header.version_and_length == 0x45);
    CHECK(header.header_length() == 20);
    CHECK(header.service == 0);
    CHECK(header.total_length == 115);
    CHECK(header.identification == 0);
    CHECK(header.fragment == base::Ipv4Header::dont_fragment);
    CHECK(header.ttl == 64);
    CHECK(header.protocol == IPPROTO_UDP);
    CHECK(header.checksum == 0xb861);
    CHECK(base::to_string(header.source) == "192.168.0.1");
    CHECK(base::to_string(header.destination) == "192.168.0.199");
    CHECK(base::bytes_of(header) == known_header);
}

TEST_CASE("every field of an IPv4 header has octets of its own") {
    Bytes distinct(base::Ipv4Header::size);
    std::iota(distinct.begin(), distinct.end(), std::uint8_t{1});
    CHECK(base::bytes_of(read<base::Ipv4Header>(distinct)) == distinct);
}

TEST_CASE("an IPv4 header by default: UDP, whole, without options") {
    const auto octets = base::bytes_of(base::Ipv4Header{});
    CHECK(octets.size() == base::Ipv4Header::size);
    CHECK(octets == Bytes{0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK((base::Ipv4Header{}.fragment & base::Ipv4Header::fragment_bits) == 0);
}

TEST_CASE("an IPv4 header states its length with options, and may state too little") {
    CHECK(stated_length(0x4f) == 60);
    CHECK(stated_length(0x46) == 24);
    CHECK(stated_length(0x44) < base::Ipv4Header::size);
    CHECK(stated_length(0xf0) == 0);
}

TEST_CASE("a UDP header is read and written") {
    const Bytes octets{0x15, 0x3c, 0x15, 0x3d, 0x00, 0x0c, 0xbe, 0xef};
    CHECK(octets.size() == base::UdpHeader::size);
    const auto header = read<base::UdpHeader>(octets);
    CHECK(header.source_port == 5436);
    CHECK(header.destination_port == 5437);
    CHECK(header.length == 12);
    CHECK(header.checksum == 0xbeef);
    CHECK(base::bytes_of(header) == octets);
}

TEST_CASE("a header that is cut is none") {
    for (std::size_t size = 0; size < base::Ipv4Header::size; ++size) {
        base::Reader in(ByteView(known_header).first(size));
        base::Ipv4Header header;
        base::Ipv4Header::fields(in, header);
        CHECK(!in.ok());
    }
}

TEST_CASE("the checksum of the example in RFC 1071 section 3") {
    const Bytes example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    CHECK(base::internet_checksum({example}) == static_cast<std::uint16_t>(~0xddf2));
}

TEST_CASE("the checksum of nothing, of zeros and of ones") {
    CHECK(base::internet_checksum({}) == 0xffff);
    CHECK(base::internet_checksum({ByteView{}}) == 0xffff);
    CHECK(base::internet_checksum({Bytes(40, 0)}) == 0xffff);
    CHECK(base::internet_checksum({Bytes(2, 0xff)}) == 0);
    CHECK(base::internet_checksum({Bytes(65534, 0xff)}) == 0); // carries into carries
}

TEST_CASE("a header's checksum is that over the header without it, and makes the sum 0") {
    auto without = read<base::Ipv4Header>(known_header);
    without.checksum = 0;
    CHECK(base::internet_checksum({base::bytes_of(without)}) == 0xb861);
    CHECK(base::internet_checksum({known_header}) == 0);
}

TEST_CASE("an odd last octet counts as if a zero followed") {
    CHECK(base::internet_checksum({Bytes{0x12}}) == static_cast<std::uint16_t>(~0x1200));
    for (const auto& odd : {Bytes{0xab}, Bytes{1, 2, 3}, Bytes{0xff, 0xff, 0xff, 0xff, 0xff}}) {
        auto even = odd;
        even.push_back(0);
        CHECK(base::internet_checksum({odd}) == base::internet_checksum({even}));
    }
}

TEST_CASE("it does not matter into which parts of even length the data is cut") {
    auto data = text("The quick brown fox jumps over the lazy dog");
    const auto whole = base::internet_checksum({data});
    for (std::size_t cut = 0; cut <= data.size(); cut += 2) {
        const auto head = ByteView(data).first(cut);
        const auto tail = ByteView(data).subspan(cut);
        CHECK(base::internet_checksum({head, tail}) == whole);
        CHECK(base::internet_checksum({head, {}, tail}) == whole);
    }
}

TEST_CASE("a datagram by hand: ports, length, checksum, payload") {
    const auto datagram = encode(text("abcd"));
    // 0a00+0001+0a00+0002+0011+000c, 153c+153d+000c, 6162+6364
    CHECK(checksum_in(datagram) == static_cast<std::uint16_t>(~(0x1420 + 0x2a85 + 0xc4c6 - 0xffff)));
    CHECK(datagram == with_checksum({0x15, 0x3c, 0x15, 0x3d, 0, 12, 0, 0, 'a', 'b', 'c', 'd'}, 0xfc93));
    CHECK(judge(datagram) == ChecksumVerdict::valid);
}

TEST_CASE("datagrams of every length, odd ones too, are valid where they are received") {
    Bytes payload;
    for (std::size_t size = 0; size < 70; ++size) {
        const auto datagram = encode(payload);
        CHECK(datagram.size() == base::UdpHeader::size + size);
        CHECK(read<base::UdpHeader>(datagram).length == datagram.size());
        CHECK(judge(datagram) == ChecksumVerdict::valid);
        payload.push_back(static_cast<std::uint8_t>(0xc5 + 7 * size));
    }
}

TEST_CASE("the longest datagram that IPv4 carries") {
    const auto datagram = encode(Bytes(65507, 0xff));
    CHECK(read<base::UdpHeader>(datagram).length == 65515);
    CHECK(judge(datagram) == ChecksumVerdict::valid);
}

TEST_CASE("a checksum of 0 means that there is none, whatever the rest is") {
    const auto datagram = with_checksum(encode(text("payload")), 0);
    CHECK(judge(datagram) == ChecksumVerdict::absent);
    CHECK(base::judge_udp_checksum({}, {}, datagram) == ChecksumVerdict::absent);
}

TEST_CASE("a computed checksum of 0 goes as 0xffff and is valid, not absent") {
    const auto completing = checksum_in(encode(Bytes{0, 0}));
    const auto datagram =
        encode(Bytes{static_cast<std::uint8_t>(completing >> 8), static_cast<std::uint8_t>(completing)});
    CHECK(checksum_in(datagram) == 0xffff);
    CHECK(judge(datagram) == ChecksumVerdict::valid);
}

TEST_CASE("a checksum that just sums up the pseudo-header was left to an offload") {
    const auto datagram = encode(text("abcd"));
    CHECK(judge(with_checksum(datagram, 0x1420)) == ChecksumVerdict::local);
    CHECK(judge(with_checksum(datagram, 0x1421)) == ChecksumVerdict::bad);
    CHECK(judge(with_checksum(datagram, static_cast<std::uint16_t>(~0x1420))) == ChecksumVerdict::bad);
    // The pseudo-header has the length, so the sum of a longer datagram is another.
    CHECK(judge(with_checksum(encode(text("abcde")), 0x1420)) == ChecksumVerdict::bad);
}

TEST_CASE("every flipped bit is caught") {
    const auto datagram = encode(text("Proxy Binding Update"));
    for (std::size_t bit = 0; bit < datagram.size() * 8; ++bit) {
        CAPTURE(bit);
        auto flipped = datagram;
        flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        CHECK(judge(flipped) == ChecksumVerdict::bad);
    }
}

TEST_CASE("a flipped bit of an address is caught: the datagram came to the wrong host") {
    const auto datagram = encode(text("Proxy Binding Update"));
    for (unsigned bit = 0; bit < 32; ++bit) {
        CAPTURE(bit);
        const base::Ipv4 other_source{source.value ^ 1U << bit}, other{destination.value ^ 1U << bit};
        CHECK(base::judge_udp_checksum(other_source, destination, datagram) == ChecksumVerdict::bad);
        CHECK(base::judge_udp_checksum(source, other, datagram) == ChecksumVerdict::bad);
    }
}

TEST_CASE("a truncated datagram is bad at every length") {
    const auto datagram = encode(text("Proxy Binding Update"));
    for (std::size_t size = 0; size < datagram.size(); ++size) {
        CAPTURE(size);
        CHECK(judge(Bytes(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(size))) ==
              ChecksumVerdict::bad);
    }
}

TEST_CASE("less than a header is bad even where it could say that it has no checksum") {
    for (std::size_t size = 0; size < base::UdpHeader::size; ++size)
        CHECK(judge(Bytes(size, 0)) == ChecksumVerdict::bad);
    CHECK(judge(Bytes(base::UdpHeader::size, 0)) == ChecksumVerdict::absent);
}

TEST_CASE("an IPv6 header is read as it is written") {
    const auto header = base::Ipv6Header{.payload_length = 104,
                                         .next_header = 135,
                                         .hop_limit = 64,
                                         .source = *base::parse_ipv6("2001:db8:b::40"),
                                         .destination = *base::parse_ipv6("2001:db8:a::111")};
    const auto octets = base::bytes_of(header);
    REQUIRE(octets.size() == base::Ipv6Header::size);
    CHECK(Bytes(octets.begin(), octets.begin() + 8) == Bytes{0x60, 0, 0, 0, 0, 104, 135, 64});
    const auto again = read<base::Ipv6Header>(octets);
    CHECK(again.version() == 6);
    CHECK(again.source == header.source);
    CHECK(again.destination == header.destination);
}

TEST_CASE("the checksum of an ICMPv6 echo request is the complement of what it sums up to") {
    const auto loopback = *base::parse_ipv6("::1");
    const Bytes echo{128, 0, 0, 0, 0x12, 0x34, 0, 1};
    // Pseudo-header 1 + 1 + 8 + 58, message 0x8000 + 0x1234 + 1; the complement of the sum.
    CHECK(base::upper_layer_checksum(loopback, loopback, 58, echo) == 0xffff - (0x9235 + 1 + 1 + 8 + 58));
}
