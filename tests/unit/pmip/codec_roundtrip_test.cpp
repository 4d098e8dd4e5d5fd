#include <doctest/doctest.h>

#include "tests/unit/pmip/codec_random.hpp"

/// What is encoded decodes to the same value, whatever the options, their order and padding.
namespace pmip::test {
namespace {

constexpr std::uint32_t message_seeds = 1000;

void check_round_trip(const Message& message, Padding padding) {
    const auto octets = encode(message, padding);
    REQUIRE_FALSE(octets.empty());
    const auto decoded = decode(octets);
    REQUIRE_MESSAGE(decoded, decoded.error().detail);
    CHECK(decoded->message == message);
    CHECK(decoded->trailing == 0);
    CHECK(encode(decoded->message, padding) == octets);
}

TEST_CASE("random messages survive both paddings") {
    for (std::uint32_t seed = 1; seed <= message_seeds; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        const auto message = random.message();
        check_round_trip(message, Padding::minimal);
        check_round_trip(message, Padding::never_pad1);
    }
}

TEST_CASE("each option survives alone, in 50 variations") {
    for (std::size_t place = 0; place < std::variant_size_v<AnyOption>; ++place) {
        for (std::uint32_t seed = 1; seed <= 50; ++seed) {
            Random random(seed);
            const ProxyBindingAck ack{.options = {random.option(place)}};
            CAPTURE(seed);
            CAPTURE(describe(Message{ack}));
            check_round_trip(ack, Padding::minimal);
        }
    }
}

TEST_CASE("no option of the list hides another: all types differ") {
    std::set<std::uint8_t> types;
    Random random(1);
    for (std::size_t place = 0; place < std::variant_size_v<AnyOption>; ++place)
        CHECK(types.insert(kind_of(random.option(place)).type).second);
}

TEST_CASE("a message without options is padded to its smallest Header Len") {
    CHECK(encode(ProxyBindingUpdate{.sequence = 7, .lifetime = 900, .options = {}}, Padding::minimal) ==
          hex("3b 01 05 00 0000 0007 8200 0384 01020000"));
    CHECK(encode(ProxyBindingAck{.status = Status::insufficient_resources, .sequence = 7, .options = {}},
                 Padding::minimal) == hex("3b 01 06 00 0000 82 20 0007 0000 01020000"));
    CHECK(encode(BindingError{}, Padding::minimal) ==
          hex("3b 02 07 00 0000 02 00 00000000 00000000 00000000 00000000"));
}

TEST_CASE("trailing octets after the header are ignored and counted") {
    auto octets = encode(ProxyBindingAck{.sequence = 3, .options = {}}, Padding::minimal);
    octets.insert(octets.end(), 11, 0xff);
    const auto decoded = decode(octets);
    REQUIRE(decoded);
    CHECK(decoded->trailing == 11);
    CHECK(std::get<ProxyBindingAck>(decoded->message).sequence == 3);
}

TEST_CASE("reserved bits and octets are ignored, and sent as zero") {
    const auto clean = decode(pba_with(hex("1702ff03 2506 0063 c0a8052c 2702fffe 2102ffff")));
    REQUIRE(clean);
    const auto& options = options_of(clean->message);
    CHECK(find<HandoffIndicator>(options)->indicator == Handoff::between_mags);
    CHECK(find<Ipv4HomeAddressReply>(options)->home_address == base::Prefix4{{0xc0a8052c}, 24});
    CHECK_FALSE(find<DhcpSupportMode>(options)->server);
    CHECK_FALSE(find<GreKey>(options)->key);
    // 12 + 4 + 8 + 4 + 4 octets: aligned and full without padding
    CHECK(encode(clean->message, Padding::minimal) ==
          hex("3b 03 06 00 0000 00 20 24f9 0384 17020003 2506 0060 c0a8052c 27020000 21020000"));
}

TEST_CASE("a message that cannot be said gives no octets") {
    const auto with = [](std::vector<Option> options) {
        return encode(ProxyBindingUpdate{.options = std::move(options)}, Padding::minimal);
    };
    CHECK_FALSE(with({ServiceSelection{std::string(255, 's')}}).empty());
    CHECK(with({ServiceSelection{std::string(256, 's')}}).empty());
    CHECK(with({AccessNetworkIdentifier{{OperatorIdentifier{2, std::string(254, 'r')}}}}).empty());

    // Each prefix takes 24 octets with its padding: 85 of them fill the largest header.
    CHECK(with(std::vector<Option>(85, HomeNetworkPrefix{})).size() == 2048);
    auto one_more = std::vector<Option>(85, HomeNetworkPrefix{});
    one_more.emplace_back(HandoffIndicator{});
    CHECK(with(one_more).empty());
}

TEST_CASE("find gives the first of its kind, or nothing") {
    const std::vector<Option> options{HomeNetworkPrefix{{{}, 1}}, GreKey{100}, HomeNetworkPrefix{{{}, 2}}};
    CHECK(find<HomeNetworkPrefix>(options)->prefix.length == 1);
    CHECK(find<GreKey>(options)->key == 100);
    CHECK(find<Timestamp>(options) == nullptr);
}

} // namespace
} // namespace pmip::test
