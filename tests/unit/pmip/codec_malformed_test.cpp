#include <doctest/doctest.h>

#include <map>

#include "tests/unit/pmip/codec_random.hpp"

/// What a peer may get wrong, and what the counters then call it.
namespace pmip::test {
namespace {

TEST_CASE("cut at any octet, a message is truncated") {
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        const auto octets = encode(Random(seed).message(), Padding::minimal);
        for (std::size_t size = 0; size < octets.size(); ++size) {
            CAPTURE(seed);
            CAPTURE(size);
            CHECK(verdict(base::ByteView(octets).first(size)) == "truncated");
        }
        CHECK(verdict(octets) == "ok");
    }
}

TEST_CASE("cut to fewer units with a Header Len that fits, nothing is read past the end") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        auto octets = encode(Random(seed).message(), Padding::minimal);
        for (std::size_t units = octets.size() / 8; units != 0; --units) {
            // A vector of exactly this size, so that a sanitizer sees any octet too many.
            octets.resize(units * 8);
            octets.shrink_to_fit();
            octets[1] = static_cast<std::uint8_t>(units - 1);
            const auto said = verdict(octets);
            CAPTURE(seed);
            CAPTURE(units);
            CHECK((said == "ok" || said == "option_overrun" || said == "header_length"));
        }
    }
}

TEST_CASE("the checks come in the order of RFC 6275 section 9.2") {
    // Everything is wrong with it; each repair shows the next fault.
    auto octets = hex("29 02 63 00 beef 00 20 24f9 0384 17 01");
    CHECK(verdict(octets) == "truncated");
    octets[1] = 0;
    CHECK(verdict(octets) == "unknown_type");
    octets[2] = 6;
    CHECK(verdict(octets) == "payload_proto");
    octets[0] = 59;
    CHECK(verdict(octets) == "header_length");
    octets[1] = 1;
    octets.resize(16);
    CHECK(verdict(octets) == "option_length");
    octets[13] = 2;
    CHECK(verdict(octets) == "ok");
}

TEST_CASE("a fault carries the MH Type, for the Binding Error that answers it") {
    const auto unknown = decode(hex("3b00630000000000"));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error() == Fault{DropReason::unknown_type, "MH Type 99", 99});
    CHECK(decode(hex("3b00630000")).error().mh_type == 99);
    CHECK(decode(hex("3b00")).error().mh_type == 0);
    CHECK(decode({}).error() == Fault{DropReason::truncated, "0 octets", 0});
}

TEST_CASE("types of the RFCs are told from types of none") {
    std::map<std::string, int> verdicts;
    for (int type = 0; type < 256; ++type) {
        auto octets = hex("3b 02 00 00 0000 0000 0000 0000 010a 00000000000000000000");
        octets[2] = static_cast<std::uint8_t>(type);
        ++verdicts[verdict(octets)];
    }
    // PBU, PBA, Binding Error; 0 and 13 to 23
    CHECK(verdicts == std::map<std::string, int>{
                          {"ok", 9}, {"unasked_type", 1}, {"unsupported_type", 5}, {"unknown_type", 241}});
}

TEST_CASE("Header Len has a minimum for each type") {
    CHECK(verdict(hex("3b00050000000001")) == "header_length");
    CHECK(verdict(hex("3b00060000000020")) == "header_length");
    CHECK(verdict(hex("3b010700000002000000000000000000")) == "header_length");
}

TEST_CASE("the checksum field is not looked at") {
    auto octets = encode(ProxyBindingAck{.options = {}}, Padding::minimal);
    octets[4] = 0xbe;
    octets[5] = 0xef;
    CHECK(verdict(octets) == "ok");
}

/// For every option: the lengths from 0 to 24 that it can have, with data that is otherwise
/// valid (the octets are 1, 1, 1, ... unless a row says otherwise).
struct Lengths {
    std::uint8_t type;
    std::set<std::size_t> allowed;
    std::uint8_t filler = 1;
};

std::set<std::size_t> from(std::size_t first) {
    std::set<std::size_t> out;
    for (; first <= 24; ++first) out.insert(first);
    return out;
}

TEST_CASE("each option has the lengths its RFC gives it, and no other") {
    const std::vector<Lengths> table{
        {2, {2}},   {3, {16}},        {8, from(1)},     {9, from(5)},   {19, from(5)}, {20, from(1)},
        {22, {18}}, {23, {2}},        {24, {2}},        {25, from(2)},  {26, {16}},    {27, {8}},
        {31, {6}},  {33, {2, 6}},     {36, {6}},        {37, {6}},      {38, {6}},     {39, {2}},
        {46, {2}},  {47, {18}, 0x80}, {47, {6}, 0x40},  {47, {}, 0xc0}, {48, {18}},    {49, {4}},
        {50, {6}},  {55, {18}},       {55, {6}, 0x80},  {200, from(0)}, {5, from(0)},  {10, {8}},
        {43, {2}},  {51, {18}, 0x80}, {59, {2, 6, 18}}, {63, {6}},      {64, from(2)},
    };
    for (const auto& row : table) {
        for (std::size_t length = 0; length <= 24; ++length) {
            base::Bytes octets(2 + length, row.filler == 0x80 && row.type == 55 ? 0x20 : row.filler);
            octets[0] = row.type;
            octets[1] = static_cast<std::uint8_t>(length);
            if (length != 0) octets[2] = row.filler;
            CAPTURE(row.type);
            CAPTURE(length);
            // Only Service Selection has a length that is a bad value: none at all.
            const std::string refusal = row.type == 20 ? "option_value" : "option_length";
            CHECK(verdict(pba_with(octets)) == (row.allowed.contains(length) ? "ok" : refusal));
        }
    }
}

TEST_CASE("an option that runs past the end: the whole message goes") {
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 2106 0000")) == "option_overrun");
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 01ff 0000")) == "option_overrun"); // PadN
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 c803 0000")) == "option_overrun"); // unknown
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 000000 08")) == "option_overrun"); // no length
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 000000 00")) == "ok");
}

TEST_CASE("octets after the header do not lend an option what it lacks") {
    CHECK(verdict(hex("3b 01 06 00 0000 00 20 24f9 0384 2106 0000 00000064")) == "option_overrun");
}

TEST_CASE("values that no option can have") {
    CHECK(verdict_of_options("1612 0080 20010db8 000000000000000000000001") == "ok");
    CHECK(verdict_of_options("1612 0081 20010db8 000000000000000000000001") == "option_value"); // HNP /129
    CHECK(verdict_of_options("3706 8020 c0a82800") == "ok");
    CHECK(verdict_of_options("3706 8021 c0a82800") == "option_value"); // DMNP IPv4 /33
    CHECK(verdict_of_options("1400") == "option_value");               // Service Selection, empty
    CHECK(verdict_of_options("3312 0080 20010db8 000000000000000000000001") == "ok");
    CHECK(verdict_of_options("3312 0040 20010db8 000000000000000000000001") == "option_value"); // MAG /64
    CHECK(verdict_of_options("3f06 04 01 fe 000000") == "ok");
    CHECK(verdict_of_options("3f06 04 01 00 000000") == "option_value"); // Binding IDs 0 and 255 are reserved
    CHECK(verdict_of_options("3f06 04 01 ff 000000") == "option_value");
}

TEST_CASE("an IPv4 prefix length above 32 comes through for the receiver to refuse") {
    const auto decoded = decode(pba_with(hex("2506 00 84 c0a8052c  2506 00 ff c0a8052c")));
    REQUIRE(decoded);
    const auto& options = options_of(decoded->message);
    CHECK(std::get<Ipv4HomeAddressReply>(options[0]).home_address.length == 33);
    CHECK(std::get<Ipv4HomeAddressReply>(options[1]).home_address.length == 63);
}

TEST_CASE("options that may come once are refused twice") {
    Random random(1);
    std::set<std::uint8_t> unique;
    for (std::size_t place = 0; place < std::variant_size_v<AnyOption>; ++place) {
        const auto option = random.option(place);
        const auto said =
            verdict(encode(ProxyBindingAck{.options = {option, GreKey{}, option}}, Padding::minimal));
        CAPTURE(describe(option));
        const bool last = kind_of(option).type == 5 || kind_of(option).type == 9;
        if (last) CHECK(said == "option_after_authentication");
        if (!last) CHECK((said == "ok" || said == "duplicate_option"));
        if (said == "duplicate_option") unique.insert(kind_of(option).type);
    }
    // MN-ID, Service Selection, HI, ATT, LLID, Link-local Address, Timestamp, ANI
    CHECK(unique == std::set<std::uint8_t>{8, 20, 23, 24, 25, 26, 27, 52});
}

TEST_CASE("any octet changed: decoded or dropped, never worse") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        auto octets = encode(random.message(), Padding::minimal);
        for (std::size_t changes = 1 + random.below(4); changes != 0; --changes)
            octets[random.below(octets.size())] = random.number<std::uint8_t>();
        const auto decoded = decode(octets);
        if (!decoded) continue;
        CAPTURE(seed);
        const auto again = encode(decoded->message, Padding::minimal);
        REQUIRE_FALSE(again.empty());
        CHECK(decode(again)->message == decoded->message);
    }
}

} // namespace
} // namespace pmip::test
