/// The frames of the fuzz corpus, which another program has made, and the check of RFC 4861 section
/// 6.1.1 that each is for.
#include <doctest/doctest.h>

#include <string>

#include "magd/access/router_solicitation.hpp"
#include "tests/unit/access/corpus.hpp"

namespace router_solicitation_test {

using namespace magd::access;

namespace {

base::Bytes frame_of(const std::string& name) { return corpus::frame("router_solicitation", name); }

NdDrop drop_of(base::ByteView frame) {
    const auto decoded = decode_solicitation(frame);
    REQUIRE_FALSE(decoded);
    return decoded.error();
}
NdDrop drop_of(const std::string& name) { return drop_of(frame_of(name)); }

const base::MacAddress client = *base::parse_mac("02:00:00:00:00:0c");
const base::Ipv6 link_local = *base::parse_ipv6("fe80::ff:fe00:c");

} // namespace

TEST_CASE("a client with a link-local address asks") {
    const auto asked = decode_solicitation(frame_of("linux"));
    REQUIRE(asked);
    CHECK(*asked == RouterSolicitation{.client = client, .source = link_local});
    CHECK(asked->source.link_local());
}

TEST_CASE("a client without an address asks") {
    const auto asked = decode_solicitation(frame_of("unspecified"));
    REQUIRE(asked);
    CHECK(asked->source.unspecified());
    CHECK_FALSE(asked->source.link_local());
}

TEST_CASE("unknown options and Ethernet padding are skipped") {
    CHECK(decode_solicitation(frame_of("unknown-option")));
    CHECK(decode_solicitation(frame_of("padded")));
}

TEST_CASE("each check has its reason") {
    CHECK(drop_of("hop-limit-64") == NdDrop::hop_limit);
    CHECK(drop_of("bad-checksum") == NdDrop::checksum);
    CHECK(drop_of("code-1") == NdDrop::code);
    CHECK(drop_of("short") == NdDrop::truncated);
    CHECK(drop_of("length-past-frame") == NdDrop::truncated);
    CHECK(drop_of("option-length-0") == NdDrop::option);
    CHECK(drop_of("option-overrun") == NdDrop::option);
    CHECK(drop_of("unspecified-with-link-layer") == NdDrop::source);
    CHECK(drop_of("multicast-source") == NdDrop::source);
    CHECK(drop_of("neighbour-solicitation") == NdDrop::not_a_solicitation);
    CHECK(drop_of("extension-header") == NdDrop::not_a_solicitation);
}

TEST_CASE("a frame from a group's address or from none is not a client's") {
    auto frame = frame_of("linux");
    frame[6] |= 1;
    CHECK(drop_of(frame) == NdDrop::hardware_address);
    std::fill_n(frame.begin() + 6, 6, std::uint8_t{0});
    CHECK(drop_of(frame) == NdDrop::hardware_address);
}

TEST_CASE("a frame with a VLAN tag is of another link") {
    auto frame = frame_of("linux");
    const base::Bytes tag{0x81, 0x00, 0x00, 0x05};
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    CHECK(drop_of(frame) == NdDrop::not_a_solicitation);
}

TEST_CASE("a frame cut at any length is refused") {
    const auto frame = frame_of("linux");
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK(drop_of(base::ByteView(frame).first(size)) == NdDrop::truncated);
}

} // namespace router_solicitation_test
