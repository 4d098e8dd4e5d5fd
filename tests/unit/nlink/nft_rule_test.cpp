/// Expressions, octet by octet, after recorded rules of nft 1.0.6. Its first register is NFT_REG_1
/// (00000001), ours NFT_REG32_00 (00000008), the same place; it refers to sets by number too.
#include <doctest/doctest.h>

#include <algorithm>

#include "nlink/nft_rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace nft_rule_test {

using namespace nlink;
using support::octets;

namespace {

constexpr auto header = "01000000 09000100 6d616764 00000000"; // family inet, table magd
constexpr auto uplink = "0b000200 75706c69 6e6b0000";
constexpr auto accept = "30000180 0e000100 696d6d65 64696174 65000000 1c000280 08000100 00000000 10000280"
                        "0c000280 08000100 00000001";
constexpr auto drop = "30000180 0e000100 696d6d65 64696174 65000000 1c000280 08000100 00000000 10000280"
                      "0c000280 08000100 00000000";

/// The expressions of a rule in chain uplink as they lie in the request.
base::Bytes said(nft::Expressions expressions) {
    const auto request =
        nft::add_rule({.table = {.name = "magd"}, .chain = "uplink", .expressions = std::move(expressions)});
    const auto message = support::message_of(request);
    const auto start = octets(std::string(header) + uplink);
    REQUIRE(message.payload.size() > start.size() + 4);
    CHECK(std::ranges::equal(message.payload.first(start.size()), start));
    const auto list = message.payload.subspan(start.size());
    CHECK(list[2] == NFTA_RULE_EXPRESSIONS);
    return {list.begin() + 4, list.end()};
}

base::Bytes said(const nft::Expression& expression) { return said(nft::Expressions{expression}); }

} // namespace

TEST_CASE("verdicts") {
    CHECK(said(nft::accept) == octets(accept));
    CHECK(said(nft::drop) == octets(drop));
    CHECK(said(nft::go_to("lma_1")) ==
          octets("3c000180 0e000100 696d6d65 64696174 65000000 28000280 08000100 00000000 1c000280"
                 "18000280 08000100 fffffffc 0a000200 6c6d615f 31000000"));
}

TEST_CASE("a constant is loaded") {
    CHECK(said(nft::LoadValue{.value = {1, 0, 0, 0}, .to = 1}) ==
          octets("2c000180 0e000100 696d6d65 64696174 65000000 18000280 08000100 00000009 0c000280"
                 "08000100 01000000"));
}

TEST_CASE("meta is loaded and set") {
    CHECK(said(nft::LoadMeta{.what = nft::Meta::input_interface}) ==
          octets("24000180 09000100 6d657461 00000000 14000280 08000200 00000004 08000100 00000008"));
    CHECK(said(nft::SetMeta{.what = nft::Meta::mark}) ==
          octets("24000180 09000100 6d657461 00000000 14000280 08000200 00000003 08000300 00000008"));
}

TEST_CASE("payload is loaded, at a register of choice") {
    CHECK(said(nft::LoadPayload{.header = nft::Header::link, .offset = 6, .size = 6, .to = 1}) ==
          octets("34000180 0c000100 7061796c 6f616400 24000280 08000200 00000000 08000300 00000006"
                 "08000400 00000006 08000100 00000009"));
}

TEST_CASE("payload is written, without a checksum and with one") {
    const nft::WritePayload plain{.header = nft::Header::transport, .offset = 12, .size = 4};
    CHECK(said(plain) ==
          octets("3c000180 0c000100 7061796c 6f616400 2c000280 08000200 00000002 08000300 0000000c"
                 "08000400 00000004 08000500 00000008 08000600 00000000"));
    const nft::WritePayload mended{.header = nft::Header::network, .offset = 0, .size = 2, .checksum = 10};
    CHECK(said(mended) ==
          octets("44000180 0c000100 7061796c 6f616400 34000280 08000200 00000001 08000300 00000000"
                 "08000400 00000002 08000500 00000008 08000600 00000001 08000700 0000000a"));
    const nft::WritePayload transport{
        .header = nft::Header::transport, .offset = 12, .size = 4, .mend_transport = true};
    CHECK(said(transport) ==
          octets("44000180 0c000100 7061796c 6f616400 34000280 08000200 00000002 08000300 0000000c"
                 "08000400 00000004 08000500 00000008 08000600 00000000 08000800 00000001"));
}

TEST_CASE("a TCP option is written") {
    CHECK(said(nft::WriteTcpOption{.kind = 2, .offset = 2, .size = 2}) ==
          octets("3c000180 0b000100 65787468 64720000 2c000280 08000700 00000008 05000200 02000000"
                 "08000300 00000002 08000400 00000002 08000600 00000001"));
}

TEST_CASE("a comparison") {
    CHECK(said(nft::Compare{.value = {17}}) ==
          octets("2c000180 08000100 636d7000 20000280 08000100 00000008 08000200 00000000 0c000380"
                 "05000100 11000000"));
    CHECK(said(nft::Compare{.comparison = nft::Comparison::unequal, .value = {0x00, 0x43}, .from = 15}) ==
          octets("2c000180 08000100 636d7000 20000280 08000100 00000017 08000200 00000001 0c000380"
                 "06000100 00430000"));
}

TEST_CASE("bits are cleared and flipped") {
    CHECK(said(nft::Bitwise{.mask = {0xff, 0xff, 0, 0xff}, .flip = {0, 0, 1, 0}}) ==
          octets("44000180 0c000100 62697477 69736500 34000280 08000100 00000008 08000200 00000008"
                 "08000300 00000004 0c000480 08000100 ffff00ff 0c000580 08000100 00000100"));
}

TEST_CASE("lookups: in a set, in none, in a map, in a verdict map") {
    CHECK(said(nft::Lookup{.set = "access"}) ==
          octets("28000180 0b000100 6c6f6f6b 75700000 18000280 0b000100 61636365 73730000 08000200"
                 "00000008"));
    CHECK(said(nft::Lookup{.set = "access", .inverted = true}) ==
          octets("30000180 0b000100 6c6f6f6b 75700000 20000280 0b000100 61636365 73730000 08000200"
                 "00000008 08000500 00000001"));
    CHECK(said(nft::Lookup{.set = "map", .from = 4, .to = 2}) ==
          octets("2c000180 0b000100 6c6f6f6b 75700000 1c000280 08000100 6d617000 08000200 0000000c"
                 "08000300 0000000a"));
    CHECK(said(nft::LookupVerdict{.map = "map"}) ==
          octets("2c000180 0b000100 6c6f6f6b 75700000 1c000280 08000100 6d617000 08000200 00000008"
                 "08000300 00000000"));
}

TEST_CASE("counters, named and not") {
    CHECK(said(nft::CountNamed{"c"}) ==
          octets("24000180 0b000100 6f626a72 65660000 14000280 08000100 00000001 06000200 63000000"));
    CHECK(said(nft::Count{}) == octets("14000180 0c000100 636f756e 74657200 04000280"));
}

TEST_CASE("phrases are their expressions, one after the other") {
    const auto phrase = nft::join({nft::meta_is(nft::Meta::transport_protocol, {17}),
                                   nft::payload_is(nft::Header::transport, 2, {0, 67}),
                                   {nft::drop}});
    CHECK(phrase ==
          nft::Expressions{nft::LoadMeta{.what = nft::Meta::transport_protocol}, nft::Compare{.value = {17}},
                           nft::LoadPayload{.header = nft::Header::transport, .offset = 2, .size = 2},
                           nft::Compare{.value = {0, 67}}, nft::drop});
    const auto octets_of = said(phrase);
    CHECK(base::Bytes(octets_of.end() - 48, octets_of.end()) == octets(drop));
}

TEST_CASE("a comment comes after the expressions, and names the rule in errors") {
    const nft::Rule rule{.table = {.name = "magd"}, .chain = "uplink", .comment = "hi"};
    const auto request = nft::add_rule(rule);
    const auto message = support::message_of(request);
    CHECK(request.what == "add rule inet magd uplink \"hi\"");
    CHECK(base::Bytes(message.payload.end() - 12, message.payload.end()) ==
          octets("09000700 00036869 00000000"));
    CHECK((support::header_of(request).nlmsg_flags & NLM_F_APPEND) != 0);
}

TEST_CASE("a listed rule is removed by its handle") {
    const nft::ListedRule rule{.table = {.name = "magd"}, .chain = "uplink", .handle = 9};
    const auto request = nft::remove_rule(rule);
    CHECK(request.what == "remove rule inet magd uplink handle 9");
    CHECK(nft::parse_rule(support::message_of(request)) == rule);
}

} // namespace nft_rule_test
