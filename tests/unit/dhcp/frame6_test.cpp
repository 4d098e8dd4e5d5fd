#include <doctest/doctest.h>

#include "samples6.hpp"

namespace frame6_test {

using namespace sample6;

namespace {

constexpr std::size_t ip_at = 14, udp_at = ip_at + 40;

dhcp::Envelope6 envelope() { return asked(MessageType6::solicit).envelope; }

base::Bytes frame(const dhcp::Envelope6& from_to = envelope()) {
    return dhcp::encode_frame6(from_to, hex("01 3d1d5c"));
}

Drop6 reason(const base::Bytes& octets) {
    const auto datagram = dhcp::decode_frame6(octets);
    REQUIRE_FALSE(datagram.has_value());
    return datagram.error();
}

/// With one octet changed.
base::Bytes with(std::size_t at, std::uint8_t octet) {
    auto out = frame();
    out.at(at) = octet;
    return out;
}

} // namespace

TEST_CASE("a datagram as another program encodes it") {
    CHECK(frame() == hex("333300010002 0023c2db292d 86dd"                                   // Ethernet
                         "60000000 000c 11 40 fe800000000000000223c2fffedb292d"             // IPv6
                         "ff020000000000000000000000010002 0222 0223 000c f245 013d1d5c")); // UDP
}

TEST_CASE("what is written is read back, with Ethernet padding behind it or without") {
    auto octets = frame();
    const dhcp::Datagram6 datagram{.envelope = envelope(), .payload = hex("01 3d1d5c")};
    CHECK(dhcp::decode_frame6(octets) == datagram);
    octets.resize(octets.size() + 20);
    CHECK(dhcp::decode_frame6(octets) == datagram);
}

TEST_CASE("a frame that is cut anywhere is refused") {
    const auto whole = frame();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(reason({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) == Drop6::truncated);
    }
}

TEST_CASE("what is not UDP right behind IPv6 is none of ours") {
    CHECK(reason(with(12, 0x08)) == Drop6::not_ipv6_udp);
    CHECK(reason(with(ip_at, 0x40)) == Drop6::not_ipv6_udp);
    CHECK(reason(with(ip_at + 6, 44)) == Drop6::not_ipv6_udp); // a fragment
}

TEST_CASE("lengths that exceed what is there, or are less than a header") {
    CHECK(reason(with(ip_at + 5, 13)) == Drop6::truncated);
    CHECK(reason(with(udp_at + 5, 13)) == Drop6::truncated);
    CHECK(reason(with(udp_at + 5, 7)) == Drop6::truncated);
}

TEST_CASE("a checksum must be there and right, unless an offload was to fill it in") {
    auto octets = with(udp_at + 7, 0);
    CHECK(reason(octets) == Drop6::bad_udp_checksum);
    CHECK(dhcp::decode_frame6(octets, true).has_value());
    octets.at(udp_at + 6) = 0;
    CHECK(reason(octets) == Drop6::bad_udp_checksum);
}

TEST_CASE("of what is said to servers, only that on the link itself counts") {
    auto other = envelope();
    SUBCASE("another port") {
        other.destination_port = 53;
        CHECK(reason(frame(other)) == Drop6::other_port);
    }
    SUBCASE("a server far away") {
        other.destination_address = ip6("2001:db8::1");
        CHECK(reason(frame(other)) == Drop6::other_destination);
    }
    SUBCASE("another group") {
        other.destination_address = ip6("ff02::1");
        CHECK(reason(frame(other)) == Drop6::other_destination);
    }
    SUBCASE("from no link-local address") {
        other.source_address = home;
        CHECK(reason(frame(other)) == Drop6::source);
    }
    SUBCASE("from a group, or from nobody") {
        other.source = dhcp::all_servers_mac;
        CHECK(reason(frame(other)) == Drop6::hardware_address);
        other.source = {};
        CHECK(reason(frame(other)) == Drop6::hardware_address);
    }
    SUBCASE("to the gateway alone: that is heard too") {
        other.destination_address = router;
        CHECK(dhcp::decode_frame6(frame(other)).has_value());
    }
}

TEST_CASE("what is said to clients counts wherever it comes from and goes to") {
    auto answer = envelope();
    answer.destination_port = dhcp::client_port6;
    for (const auto* const address : {"fe80::1", "ff02::1", "2001:db8:5:1::5213"}) {
        CAPTURE(address);
        answer.source_address = answer.destination_address = ip6(address);
        CHECK(dhcp::decode_frame6(frame(answer)).has_value());
    }
    answer.source = {};
    CHECK(reason(frame(answer)) == Drop6::hardware_address);
}

} // namespace frame6_test
