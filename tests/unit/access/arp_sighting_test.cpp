/// The ARP packets of the fuzz corpus, which another program has made.
#include <doctest/doctest.h>

#include "magd/access/arp_sighting.hpp"
#include "tests/unit/access/corpus.hpp"

namespace arp_sighting_test {

using namespace magd::access;

namespace {

const Sighting client{.mac = *base::parse_mac("02:00:00:00:00:0c")};

std::expected<Sighting, TriggerDrop> seen(const std::string& name) {
    return decode_arp_sighting(corpus::frame("access_frame", name));
}

/// A request with another octet at one place.
std::expected<Sighting, TriggerDrop> seen_with(std::size_t offset, std::uint8_t octet) {
    auto frame = corpus::frame("access_frame", "arp-request");
    frame.at(offset) = octet;
    return decode_arp_sighting(frame);
}

} // namespace

TEST_CASE("a client is seen when it asks, probes, announces or answers") {
    CHECK(seen("arp-request") == client);
    CHECK(seen("arp-probe") == client);
    CHECK(seen("arp-announcement") == client);
    CHECK(seen("arp-gratuitous-reply") == client);
    CHECK(seen("arp-reply") == client);
    CHECK(seen("arp-padded") == client);
}

TEST_CASE("who speaks for another is not seen, and neither is the other") {
    CHECK(seen("arp-for-another") == std::unexpected(TriggerDrop::sender));
}

TEST_CASE("a group's address and none are nobody's") {
    CHECK(seen("arp-from-group") == std::unexpected(TriggerDrop::hardware_address));
    CHECK(seen("arp-from-none") == std::unexpected(TriggerDrop::hardware_address));
}

TEST_CASE("other operations, and ARP of other hardware or protocols, are no sighting") {
    CHECK(seen_with(13, 0x00) == std::unexpected(TriggerDrop::unexpected)); // EtherType
    CHECK(seen_with(15, 6) == std::unexpected(TriggerDrop::unexpected));    // IEEE 802 hardware
    CHECK(seen_with(16, 0x86) == std::unexpected(TriggerDrop::unexpected)); // another protocol
    CHECK(seen_with(18, 8) == std::unexpected(TriggerDrop::unexpected));    // longer hardware addresses
    CHECK(seen_with(19, 16) == std::unexpected(TriggerDrop::unexpected));   // longer protocol addresses
    CHECK(seen_with(21, 0) == std::unexpected(TriggerDrop::unexpected));    // no operation
    CHECK(seen_with(21, 3) == std::unexpected(TriggerDrop::unexpected));    // RARP
    CHECK(seen_with(21, 8) == std::unexpected(TriggerDrop::unexpected));    // InARP
    CHECK(seen_with(21, 2) == client);
}

TEST_CASE("a packet cut at any length is none") {
    const auto frame = corpus::frame("access_frame", "arp-request");
    CHECK(frame.size() == 42);
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK(decode_arp_sighting(base::ByteView(frame).first(size)) ==
              std::unexpected(TriggerDrop::truncated));
}

} // namespace arp_sighting_test
