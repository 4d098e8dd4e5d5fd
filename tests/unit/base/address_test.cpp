#include <doctest/doctest.h>

#include <array>
#include <string>

#include "nlink/base/address.hpp"

using namespace base;

TEST_CASE("IPv4 addresses keep host order and print as dotted quads") {
    CHECK(parse_ipv4("192.0.2.1") == Ipv4{0xc0000201});
    CHECK(parse_ipv4("0.0.0.0")->unspecified());
    CHECK(to_string(Ipv4{0xc0000201}) == "192.0.2.1");
    CHECK(to_string(Ipv4{0xffffffff}) == "255.255.255.255");
}

TEST_CASE("what is not wholly an IPv4 address is none") {
    for (const auto* text :
         {"", "192.0.2", "192.0.2.256", "192.0.2.1 ", " 192.0.2.1", "192.0.2.1.1", "1.2.3.x"})
        CHECK_MESSAGE(!parse_ipv4(text), text);
    CHECK(!parse_ipv4(std::string_view("192.0.2.1\0x", 11)));
}

TEST_CASE("IPv6 addresses print in their shortest form") {
    CHECK(to_string(*parse_ipv6("2001:0db8:0:0:0:0:0:1")) == "2001:db8::1");
    CHECK(parse_ipv6("::")->unspecified());
    CHECK(!parse_ipv6("2001:db8::1::"));
    CHECK(!parse_ipv6("192.0.2.1"));
}

TEST_CASE("an address is of the family its text is of") {
    CHECK(parse_address("192.0.2.1") == Address{Ipv4{0xc0000201}});
    CHECK(to_string(*parse_address("fe80::1")) == "fe80::1");
    CHECK(!parse_address("localhost"));
}

TEST_CASE("a prefix keeps its host bits and knows its network") {
    const auto prefix = parse_prefix4("192.168.5.44/24");
    REQUIRE(prefix);
    CHECK(to_string(*prefix) == "192.168.5.44/24");
    CHECK(to_string(prefix->network()) == "192.168.5.0");
    CHECK(to_string(prefix->mask()) == "255.255.255.0");
    CHECK(prefix->contains(*parse_ipv4("192.168.5.255")));
    CHECK(!prefix->contains(*parse_ipv4("192.168.6.0")));
}

TEST_CASE("an IPv6 prefix knows what is in it") {
    const auto prefix = parse_prefix6("2001:db8:5:1::7/62"); // with host bits
    REQUIRE(prefix);
    CHECK(prefix->contains(*parse_ipv6("2001:db8:5:3:ffff::1")));
    CHECK_FALSE(prefix->contains(*parse_ipv6("2001:db8:5:4::1")));
    CHECK_FALSE(prefix->contains(Ipv6{}));
}

TEST_CASE("the shortest and the longest prefix") {
    const Prefix4 any{.address = {0xc0000201}, .length = 0};
    CHECK(any.mask() == Ipv4{0});
    CHECK(any.contains(Ipv4{0xffffffff}));
    const Prefix4 host{.address = {0xc0000201}, .length = 32};
    CHECK(host.mask() == Ipv4{0xffffffff});
    CHECK(!host.contains(Ipv4{0xc0000200}));
}

TEST_CASE("what is not wholly a prefix is none") {
    for (const auto* text : {"192.0.2.1", "192.0.2.1/", "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/24x",
                             "/24", "192.0.2.1/256", "192.0.2.1/ 24"})
        CHECK_MESSAGE(!parse_prefix4(text), text);
}

TEST_CASE("a MAC address is read in the three forms people write") {
    const MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
    for (const auto* text : {"00:23:c2:db:29:2d", "00-23-C2-DB-29-2D", "0023.c2db.292d"})
        CHECK_MESSAGE(parse_mac(text) == mac, text);
    CHECK(to_string(mac) == "00:23:c2:db:29:2d");
    CHECK(to_dotted(mac) == "0023.c2db.292d");
}

TEST_CASE("what is not wholly a MAC address is none") {
    for (const auto* text : {"", "00:23:c2:db:29", "00:23:c2:db:29:2d:00", "00:23-c2:db:29:2d",
                             "0023c2db292d", "00:23:c2:db:29:2g", "00:23:c2:db:29:+d", "0 :23:c2:db:29:2d"})
        CHECK_MESSAGE(!parse_mac(text), text);
}

TEST_CASE("IPv6 prefixes print with their length") {
    CHECK(to_string(Prefix6{.address = *parse_ipv6("2001:db8::"), .length = 64}) == "2001:db8::/64");
}
