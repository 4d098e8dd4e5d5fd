#include <doctest/doctest.h>

#include "samples.hpp"

namespace frame_test {

using namespace sample;

namespace {

constexpr std::size_t ip_at = 14; // where each header starts in an untagged frame without IPv4 options
constexpr std::size_t udp_at = 34;

dhcp::Envelope envelope() {
    return {.source = client,
            .destination = gateway,
            .source_address = ip("192.168.5.44"),
            .destination_address = ip("192.0.2.1"),
            .source_port = 68,
            .destination_port = 67};
}

base::Bytes frame(const base::Bytes& payload = {1, 2, 3}) { return dhcp::encode_frame(envelope(), payload); }

std::uint16_t word(const base::Bytes& data, std::size_t at) {
    return static_cast<std::uint16_t>(data.at(at) << 8 | data.at(at + 1));
}
void set_word(base::Bytes& data, std::size_t at, std::uint16_t value) {
    data.at(at) = static_cast<std::uint8_t>(value >> 8);
    data.at(at + 1) = static_cast<std::uint8_t>(value);
}

/// Changes a 16-bit word of the IPv4 header and mends the checksum (RFC 1624).
void change_ip(base::Bytes& data, std::size_t at, std::uint16_t value) {
    const std::uint32_t old_checksum = word(data, ip_at + 10);
    std::uint32_t sum = (~old_checksum & 0xffff) + (~std::uint32_t{word(data, ip_at + at)} & 0xffff) + value;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    set_word(data, ip_at + at, value);
    set_word(data, ip_at + 10, static_cast<std::uint16_t>(~sum));
}

Drop reason(const base::Bytes& data, bool checksum_trusted = false) {
    const auto result = dhcp::decode_frame(data, checksum_trusted);
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

} // namespace

TEST_CASE("a frame is written octet for octet as the RFCs have it") {
    CHECK(frame() == hex("00005e005213 0023c2db292d 0800"
                         "45 00 001f 0000 4000 40 11 b2f8 c0a8052c c0000201"
                         "0044 0043 000b 7379 010203"));
}

TEST_CASE("what is written is read back") {
    for (const std::size_t size : {0U, 1U, 2U, 300U, 1472U}) {
        const base::Bytes payload(size, 0xa5);
        const auto datagram = dhcp::decode_frame(frame(payload));
        REQUIRE(datagram.has_value());
        CHECK(datagram->envelope == envelope());
        CHECK(datagram->payload == payload);
    }
}

TEST_CASE("a checksum of 0 is never written: it would mean that there is none") {
    // RFC 768: with this payload the sum is 0xffff, its complement 0.
    base::Bytes payload{0, 0};
    auto data = frame(payload);
    set_word(payload, 0, word(data, udp_at + 6));
    data = frame(payload);
    CHECK(word(data, udp_at + 6) == 0xffff);
    CHECK(dhcp::decode_frame(data).has_value());
}

TEST_CASE("any single wrong bit of the datagram is noticed") {
    const auto good = frame();
    for (std::size_t at = ip_at; at < good.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            auto bad = good;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ 1 << bit);
            CAPTURE(at);
            CAPTURE(bit);
            CHECK_FALSE(dhcp::decode_frame(bad).has_value());
        }
    }
}

TEST_CASE("a wrong UDP checksum") {
    auto data = frame();
    data.back() ^= 1;
    SUBCASE("is refused") { CHECK(reason(data) == Drop::bad_udp_checksum); }
    SUBCASE("does not matter where the kernel says it is not filled in yet") {
        CHECK(dhcp::decode_frame(data, true).has_value());
    }
    SUBCASE("of zero means that the sender computed none") {
        set_word(data, udp_at + 6, 0);
        CHECK(dhcp::decode_frame(data).has_value());
    }
}

TEST_CASE("a wrong IPv4 header checksum is refused, trusted or not") {
    auto data = frame();
    set_word(data, ip_at + 10, 0x1234);
    CHECK(reason(data) == Drop::bad_ip_checksum);
    CHECK(reason(data, true) == Drop::bad_ip_checksum);
}

TEST_CASE("a frame cut anywhere is truncated") {
    const auto whole = frame();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(reason({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) == Drop::truncated);
    }
}

TEST_CASE("octets behind the datagram are padding") {
    auto data = frame();
    data.resize(60);
    REQUIRE(dhcp::decode_frame(data).has_value());
    CHECK(dhcp::decode_frame(data)->payload == base::Bytes{1, 2, 3});
}

TEST_CASE("a UDP length shorter than the IPv4 payload ends the data") {
    auto data = frame({1, 2, 3, 4});
    set_word(data, udp_at + 4, 10);
    REQUIRE(dhcp::decode_frame(data, true).has_value());
    CHECK(dhcp::decode_frame(data, true)->payload == base::Bytes{1, 2});
}

TEST_CASE("lengths that contradict each other") {
    auto data = frame();
    SUBCASE("UDP longer than IPv4 says") { set_word(data, udp_at + 4, 12); }
    SUBCASE("UDP reaching into the padding behind IPv4") {
        data.resize(60);
        set_word(data, udp_at + 4, 12);
    }
    SUBCASE("UDP shorter than its header") { set_word(data, udp_at + 4, 7); }
    SUBCASE("IPv4 longer than the frame") { change_ip(data, 2, 32); }
    SUBCASE("IPv4 shorter than its header") { change_ip(data, 2, 19); }
    SUBCASE("IPv4 header shorter than 20 octets") { change_ip(data, 0, 0x4400); }
    SUBCASE("IPv4 header longer than the packet") { change_ip(data, 0, 0x4f00); }
    CHECK(reason(data) == Drop::truncated);
}

TEST_CASE("options in the IPv4 header are skipped") {
    auto data = frame();
    const auto router_alert = hex("94040000");
    data.insert(data.begin() + udp_at, router_alert.begin(), router_alert.end());
    change_ip(data, 2, 35);
    set_word(data, ip_at, 0x4600);
    SUBCASE("and count in the checksum") { CHECK(reason(data) == Drop::bad_ip_checksum); }
    SUBCASE("and the data comes behind them") {
        // The header grew by the words 0x9404 and by 0x0100 in its first word.
        std::uint32_t sum = (~std::uint32_t{word(data, ip_at + 10)} & 0xffff) + 0x9404 + 0x0100;
        sum = (sum & 0xffff) + (sum >> 16);
        set_word(data, ip_at + 10, static_cast<std::uint16_t>(~sum));
        REQUIRE(dhcp::decode_frame(data).has_value());
        CHECK(dhcp::decode_frame(data)->payload == base::Bytes{1, 2, 3});
    }
}

TEST_CASE("fragments are refused, first ones too") {
    auto data = frame();
    SUBCASE("first") { change_ip(data, 6, 0x2000); }
    SUBCASE("middle") { change_ip(data, 6, 0x2010); }
    SUBCASE("last") { change_ip(data, 6, 0x0010); }
    CHECK(reason(data) == Drop::fragment);
}

TEST_CASE("a packet that may be fragmented but is not is whole") {
    auto data = frame();
    change_ip(data, 6, 0);
    CHECK(dhcp::decode_frame(data).has_value());
}

TEST_CASE("frames of other protocols") {
    auto data = frame();
    SUBCASE("ARP") { set_word(data, 12, 0x0806); }
    SUBCASE("IPv6") { set_word(data, 12, 0x86dd); }
    SUBCASE("802.1Q: of another link") { set_word(data, 12, 0x8100); }
    SUBCASE("IPv4 by type, IPv6 by version") { change_ip(data, 0, 0x6500); }
    SUBCASE("TCP") { change_ip(data, 8, 0x4006); }
    CHECK(reason(data) == Drop::not_ipv4_udp);
}

TEST_CASE("datagrams to other ports are not DHCP") {
    auto where = envelope();
    where.destination_port = 53;
    CHECK(reason(dhcp::encode_frame(where, base::Bytes{1})) == Drop::other_port);
    where.destination_port = 68;
    CHECK(dhcp::decode_frame(dhcp::encode_frame(where, base::Bytes{1})).has_value());
}

} // namespace frame_test
