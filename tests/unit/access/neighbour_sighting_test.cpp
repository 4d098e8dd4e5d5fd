/// What clients say of IPv6 addresses, and what they are asked. The frames of the fuzz corpus are made by
/// another program.
#include <doctest/doctest.h>

#include <string>

#include "magd/access/neighbour_question.hpp"
#include "magd/access/neighbour_sighting.hpp"
#include "tests/unit/access/corpus.hpp"

namespace neighbour_sighting_test {

using namespace magd::access;

namespace {

const auto client = *base::parse_mac("02:00:00:00:00:0c");
const auto gateway = *base::parse_mac("00:00:5e:00:52:13");
const auto home = *base::parse_ipv6("2001:db8:5::c");
const auto link_local = *base::parse_ipv6("fe80::ff:fe00:c");

base::Bytes frame_of(const std::string& name) { return corpus::frame("access_frame", name); }

/// An advertisement with another octet at one place.
std::optional<NeighbourSighting> seen_with(std::size_t offset, std::uint8_t octet) {
    auto frame = frame_of("neighbour-advertisement");
    frame.at(offset) = octet;
    return decode_neighbour_sighting(frame);
}

} // namespace

TEST_CASE("a client is seen when it answers, asks, or probes an address that it wants") {
    const auto seen = [](const std::string& name) { return decode_neighbour_sighting(frame_of(name)); };
    CHECK(seen("neighbour-advertisement") == NeighbourSighting{.mac = client, .source = link_local});
    CHECK(seen("neighbour-padded") == NeighbourSighting{.mac = client, .source = link_local});
    CHECK(seen("neighbour-solicitation") == NeighbourSighting{.mac = client, .source = link_local});
    CHECK(seen("neighbour-probe") == NeighbourSighting{.mac = client, .source = {}, .wanted = home});
    CHECK(decode_neighbour_sighting(corpus::frame("router_solicitation", "linux")) ==
          NeighbourSighting{.mac = client, .source = link_local});
}

TEST_CASE("all else is no sighting") {
    CHECK(seen_with(6, 0x02));
    CHECK_FALSE(seen_with(6, 0x03));  // sent by a group
    CHECK_FALSE(seen_with(13, 0x00)); // EtherType
    CHECK_FALSE(seen_with(14, 0x40)); // IP version
    CHECK_FALSE(seen_with(20, 0));    // next header
    CHECK_FALSE(seen_with(21, 64));   // hop limit
    CHECK_FALSE(seen_with(22, 0xff)); // source
    CHECK_FALSE(seen_with(54, 134));  // a router's advertisement
    CHECK_FALSE(seen_with(56, 0));    // checksum
    CHECK_FALSE(decode_neighbour_sighting(frame_of("arp-request")));
}

TEST_CASE("a frame cut at any length is none") {
    const auto frame = frame_of("neighbour-advertisement");
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK_FALSE(decode_neighbour_sighting(base::ByteView(frame).first(size)));
}

TEST_CASE("a client is asked by its router, to this client alone") {
    const auto router = *base::parse_ipv6("fe80::200:5eff:fe00:5213");
    const auto frame = encode(
        NeighbourQuestion{.gateway = gateway, .router = router, .client = client, .address = link_local});
    CHECK(frame == frame_of("neighbour-question"));
    CHECK(decode_neighbour_sighting(frame) == NeighbourSighting{.mac = gateway, .source = router});
}

} // namespace neighbour_sighting_test
