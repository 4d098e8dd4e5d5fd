#include <doctest/doctest.h>

#include <string>

#include "magd/access/router_advertisement.hpp"

namespace router_advertisement_test {

using namespace magd::access;

namespace {

base::Ipv6 ip(std::string_view text) { return *base::parse_ipv6(text); }

std::string hex(base::ByteView octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto octet : octets) {
        out += digits[octet >> 4];
        out += digits[octet & 0xf];
    }
    return out;
}

const NdEnvelope envelope{.source = *base::parse_mac("02:00:00:00:00:0a"),
                          .router = ip("fe80::200:5eff:fe00:5213"),
                          .client = *base::parse_mac("02:00:00:00:00:0c"),
                          .destination = ip("fe80::ff:fe00:c")};

constexpr std::size_t headers = 14 + 40;

} // namespace

TEST_CASE("a whole advertisement, as another program encodes it and tshark reads it") {
    const RouterAdvertisement message{
        .router_lifetime = Seconds{3600},
        .prefixes = {{.prefix = {ip("2001:db8:1:2::5"), 64}, .lifetime = Seconds{3600}},
                     {.prefix = {ip("2001:db8:9::"), 64}, .lifetime = Seconds{0}}},
        .mtu = 1464,
        .dns = {ip("2001:db8::53"), ip("2001:db8::54")},
        .search = {7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0},
        .other = true};
    CHECK(hex(encode_frame(envelope, message)) ==
          "02000000000c02000000000a86dd"                                                     // Ethernet
          "6000000000a03afffe8000000000000002005efffe005213fe80000000000000000000fffe00000c" // IPv6
          "8600f41940400e100000000000000000"                                                 // header
          "010102000000000a"                                                                 // link-layer
          "05010000000005b8"                                                                 // MTU
          "030440c000000e1000000e100000000020010db8000100020000000000000000"                 // prefix
          "030440c000000000000000000000000020010db8000900000000000000000000"                 // old prefix
          "1905000000000e1020010db800000000000000000000005320010db8000000000000000000000054"
          "1f03000000000e10076578616d706c6503636f6d00000000"); // domains to search, padded
}

TEST_CASE("flags tell of DHCPv6") {
    const auto flags = [](const RouterAdvertisement& message) {
        return encode_frame(envelope, message).at(headers + 5);
    };
    CHECK(flags({}) == 0);
    CHECK(flags({.managed = true}) == 0x80);
    CHECK(flags({.managed = true, .other = true}) == 0xc0);
}

TEST_CASE("domains that fill whole units get no padding") {
    const RouterAdvertisement message{.search = {6, 'a', 'b', 'c', 'd', 'e', 'f', 0}};
    CHECK(hex(base::ByteView(encode_frame(envelope, message)).last(16)) == "1f02000000000000"
                                                                           "0661626364656600");
}

TEST_CASE("without a known address of the client it goes to all nodes, in a frame to the client alone") {
    auto to_all = envelope;
    to_all.destination = all_nodes;
    const auto frame = encode_frame(to_all, {});
    CHECK(hex(base::ByteView(frame).first(6)) == "02000000000c");
    CHECK(hex(base::ByteView(frame).subspan(14 + 24, 16)) == "ff020000000000000000000000000001");
}

TEST_CASE("what is not known is not told") {
    const auto frame = encode_frame(envelope, {.router_lifetime = Seconds{9}});
    CHECK(frame.size() == headers + 16 + 8);
}

TEST_CASE("an MTU that IPv6 does not allow is not told") {
    CHECK(encode_frame(envelope, {.mtu = 1279}).size() == headers + 16 + 8);
    CHECK(encode_frame(envelope, {.mtu = 1280}).size() == headers + 16 + 8 + 8);
}

TEST_CASE("bits behind the prefix length are zero, whatever the length") {
    const auto told = [](std::uint8_t length) {
        const base::Prefix6 prefix{ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), length};
        const auto frame = encode_frame(envelope, {.prefixes = {{.prefix = prefix, .lifetime = Seconds{1}}}});
        return hex(base::ByteView(frame).last(16));
    };
    CHECK(told(0) == "00000000000000000000000000000000");
    CHECK(told(61) == "fffffffffffffff80000000000000000");
    CHECK(told(128) == "ffffffffffffffffffffffffffffffff");
}

} // namespace router_advertisement_test
