#include <doctest/doctest.h>

#include "magd/io/signalling.hpp"

using namespace magd::io;

TEST_CASE("without a transport nothing is received, and sending says why it cannot") {
    auto signalling = Signalling::open({});
    REQUIRE(signalling);
    CHECK(signalling->fds().empty());
    Datagram datagram;
    CHECK(signalling->receive(datagram) == Received::nothing);
    const auto sent = signalling->send(*base::parse_address("2001:db8::1"), 0, {});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().what == "send to 2001:db8::1: no signalling address of its family");
}

TEST_CASE("a faulty message over IPv4 gets no ICMPv6") {
    auto signalling = Signalling::open({});
    REQUIRE(signalling);
    CHECK(signalling->report_problem({.source = base::Ipv4{0x0a6a2528}, .source_port = 5436, .payload = {}},
                                     0));
}
