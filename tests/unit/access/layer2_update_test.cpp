/// The layer-2 update frames of the fuzz corpus, which another program has made.
#include <doctest/doctest.h>

#include "magd/access/layer2_update.hpp"
#include "tests/unit/access/corpus.hpp"

namespace layer2_update_test {

using namespace magd::access;

namespace {

const Sighting client{.mac = *base::parse_mac("02:00:00:00:00:0c")};

std::expected<Sighting, TriggerDrop> seen(const std::string& name) {
    return decode_layer2_update(corpus::frame("access_frame", name));
}

/// An update with another octet at one place.
std::expected<Sighting, TriggerDrop> seen_with(std::size_t offset, std::uint8_t octet) {
    auto frame = corpus::frame("access_frame", "update");
    frame.at(offset) = octet;
    return decode_layer2_update(frame);
}

} // namespace

TEST_CASE("an access point announces its client, with a response or a command, with or without the bit") {
    CHECK(seen("update") == client);
    CHECK(seen("update-command") == client);
    CHECK(seen("update-final") == client);
    CHECK(seen("update-padded") == client);
}

TEST_CASE("every octet counts but for those two bits") {
    const auto frame = corpus::frame("access_frame", "update");
    REQUIRE(frame.size() == 20);
    for (std::size_t offset = 0; offset < frame.size(); ++offset) {
        if (offset >= 6 && offset < 12) continue; // the client
        for (unsigned bit = 0; bit < 8; ++bit) {
            CAPTURE(offset);
            CAPTURE(bit);
            const bool either_way = (offset == 15 && bit == 0) || (offset == 16 && bit == 4);
            const auto octet = static_cast<std::uint8_t>(frame[offset] ^ 1U << bit);
            if (either_way)
                CHECK(seen_with(offset, octet) == client);
            else
                CHECK(seen_with(offset, octet) == std::unexpected(TriggerDrop::unexpected));
        }
    }
}

TEST_CASE("other LLC frames, and what is sent from a group's address or none, are no update") {
    CHECK(seen("spanning-tree") == std::unexpected(TriggerDrop::unexpected));
    CHECK(seen("arp-request") == std::unexpected(TriggerDrop::unexpected));
    CHECK(seen("update-from-group") == std::unexpected(TriggerDrop::hardware_address));
    CHECK(seen("update-from-none") == std::unexpected(TriggerDrop::hardware_address));
}

TEST_CASE("a frame cut at any length is none") {
    const auto frame = corpus::frame("access_frame", "update");
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK(decode_layer2_update(base::ByteView(frame).first(size)) ==
              std::unexpected(TriggerDrop::truncated));
}

} // namespace layer2_update_test
