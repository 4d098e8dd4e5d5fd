#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/pmip/codec_support.hpp"

/// Options that hold sub-options: what is taken, what is refused, and what it then says.
namespace pmip::test {
namespace {

/// The one option that these octets hold.
template <class O>
O option(std::string_view octets) {
    CAPTURE(octets);
    const auto decoded = decode(pba_with(hex(octets)));
    REQUIRE_MESSAGE(decoded, decoded.error().detail);
    REQUIRE(std::holds_alternative<O>(options_of(decoded->message).at(0)));
    return std::get<O>(options_of(decoded->message).at(0));
}

TEST_CASE("Access Network Identifier: the rules for its sub-options") {
    CHECK(verdict_of_options("3408 03 06 02 6131 2e 6232") == "ok");
    CHECK(verdict_of_options("3400") == "option_value");                         // none at all
    CHECK(verdict_of_options("3403 03 01 02") == "option_value");                // operator, no identifier
    CHECK(verdict_of_options("3408 03 02 02 61 03 02 02 61") == "option_value"); // one twice
    CHECK(verdict_of_options("3405 01 03 80 00 00") == "option_value");          // network without a name
    CHECK(verdict_of_options("3406 01 04 80 01 61 00") == "ok");                 // no access point
    CHECK(verdict_of_options("3406 01 04 80 02 61 00") == "option_length");      // name takes the next count
    CHECK(verdict_of_options("3407 01 05 80 01 61 00 00") == "option_length");   // an octet too many
    CHECK(verdict_of_options("3404 03 03 02 61") == "option_length");            // sub-option past the option
    CHECK(verdict_of_options("3401 03") == "option_length");                     // no length octet
    CHECK(verdict_of_options("3407 02 05 0640 00d960") == "option_length");      // location of 5 octets
    CHECK(verdict_of_options("3405 c8 03 010203") == "ok");                      // unknown: skipped
    // A network name of 32 octets, more than the RFC's length range foresees, is taken.
    CHECK(verdict_of_options("3425 01 23 80 20" + std::string(64, '6') + "00") == "ok");
}

TEST_CASE("LMA-Controlled MAG Parameters: a zero timer spoils the message, a zero delay does not") {
    CHECK(verdict_of_options("3e10 0106 000a 0001 0020 0206 003c 0005 0003") == "ok");
    CHECK(verdict_of_options("3e08 0106 0000 0001 0020") == "option_value");
    CHECK(verdict_of_options("3e08 0106 000a 0000 0020") == "option_value");
    CHECK(verdict_of_options("3e08 0106 000a 0001 0000") == "option_value");
    CHECK(verdict_of_options("3e08 0206 0000 0005 0003") == "option_value");
    CHECK(verdict_of_options("3e08 0206 003c 0000 0003") == "ok");
    CHECK(verdict_of_options("3e08 0206 003c 0005 0000") == "option_value");
    CHECK(verdict_of_options("3e07 0105 000a 0001 00") == "option_length");
    CHECK(verdict_of_options("3e04 c802 0000") == "ok");
}

TEST_CASE("Traffic Offload Selector: the lengths") {
    CHECK(verdict_of_options("3504 80000000") == "ok"); // asks for the policy
    CHECK(verdict_of_options("3503 800000") == "option_length");
    CHECK(verdict_of_options("350a 00000000 03 04 0100 0000") == "option_length"); // flags cut off
    CHECK(verdict_of_options("3507 00000000 03 01 01") == "option_length");        // no reserved octet
    CHECK(verdict_of_options("3508 00000000 03 03 0100") == "option_length");      // past the option
    CHECK(verdict_of_options("3508 00000000 c8 02 0100") == "ok");                 // unknown: skipped
}

Ipv4TrafficSelector ipv4_selector(std::string_view octets) {
    const auto held = option<TrafficOffloadSelector>(octets);
    return std::get<Ipv4TrafficSelector>(std::get<TrafficSelector>(held.items.at(0)).selector);
}

const Ipv4TrafficSelector web{.source = {},
                              .destination = {},
                              .spi = {},
                              .source_port = {},
                              .destination_port = Range<std::uint16_t>{80, 443},
                              .differentiated_services = {},
                              .protocol = Range<std::uint8_t>{6, {}}};

TEST_CASE("an IPv4 selector has the fields that its flags announce, A to N from the top") {
    CHECK(ipv4_selector("350c 00000000 03 06 0100 00000000") == Ipv4TrafficSelector{});
    CHECK(ipv4_selector("3511 00000000 03 0b 0100 00c80000 0050 01bb 06") == web);
    CHECK(ipv4_selector("3511 00000000 03 0b 01ff 00cbffff 0050 01bb 06") == web); // reserved bits set
    CHECK(ipv4_selector("3530 00000000 03 2a 0100 fffc0000 0a000000 0a0000ff c6336400 c63364ff "
                        "00000100 00000200 0400 0500 0050 01bb 00 08 06 11") ==
          Ipv4TrafficSelector{Range{base::Ipv4{0x0a000000}, std::optional{base::Ipv4{0x0a0000ff}}},
                              Range{base::Ipv4{0xc6336400}, std::optional{base::Ipv4{0xc63364ff}}},
                              Range<std::uint32_t>{256, 512}, Range<std::uint16_t>{0x400, 0x500},
                              Range<std::uint16_t>{80, 443}, Range<std::uint8_t>{0, 8},
                              Range<std::uint8_t>{6, 17}});
    CHECK(ipv4_selector("351e 00000000 03 18 0100 aaa80000 0a000000 c6336400 00000100 0400 0050 2e 06") ==
          Ipv4TrafficSelector{Range{base::Ipv4{0x0a000000}, {}}, Range{base::Ipv4{0xc6336400}, {}},
                              Range<std::uint32_t>{256, {}}, Range<std::uint16_t>{0x400, {}},
                              Range<std::uint16_t>{80, {}}, Range<std::uint8_t>{46, {}},
                              Range<std::uint8_t>{6, {}}});
}

TEST_CASE("a range knows its end") {
    CHECK(Range<std::uint8_t>{6, {}}.end() == 6);
    CHECK(Range<std::uint8_t>{6, 17}.end() == 17);
}

TEST_CASE("an IPv4 selector that contradicts itself") {
    CHECK(verdict_of_options("3510 00000000 03 0a 0100 00c80000 0050 01bb") == "option_length");
    CHECK(verdict_of_options("3512 00000000 03 0c 0100 00c80000 0050 01bb 06 00") == "option_length");
    // An end without its start.
    CHECK(verdict_of_options("3510 00000000 03 0a 0100 40000000 0a0000ff") == "option_length");
    // A range that ends before it starts.
    CHECK(verdict_of_options("3514 00000000 03 0e 0100 c0000000 0a0000ff 0a000000") == "option_value");
}

TEST_CASE("a selector of another format stays octets") {
    const auto held = option<TrafficOffloadSelector>("3511 80000000 03 0b 0200 00c80000 0050 01bb 06");
    CHECK(held ==
          TrafficOffloadSelector{true, {TrafficSelector{UnknownSubOption{2, hex("00c80000005001bb06")}}}});
    CHECK(option<QualityOfService>("3a0d 00b80100 0000 0a 05 00 02 010203").items.at(0) ==
          QualityOfService::Item{QosTrafficSelector{UnknownSubOption{2, hex("010203")}}});
}

TEST_CASE("QoS: the lengths") {
    CHECK(verdict_of_options("3a06 05b80100 0000") == "ok");
    CHECK(verdict_of_options("3a05 05b8010000") == "option_length");
    CHECK(verdict_of_options("3a0e 05b80100 0000 0306 0000 01312d00") == "ok");
    CHECK(verdict_of_options("3a0e 05b80100 0000 0307 0000 01312d00") == "option_length");
}

TEST_CASE("QoS: each attribute is a value of its own") {
    const auto attribute = [](std::string octets) {
        const auto length = fmt::format("{:02x}", 6 + octets.size() / 2);
        return option<QualityOfService>("3a" + length + "00b801000000" + octets).items.at(0);
    };
    CHECK(attribute("01060000000f4240") == QualityOfService::Item{PerMnAggMaxDlBitRate{1000000}});
    CHECK(attribute("02060000000f4240") == QualityOfService::Item{PerMnAggMaxUlBitRate{1000000}});
    CHECK(attribute("03068000000f4240") ==
          QualityOfService::Item{PerSessionAggMaxDlBitRate{true, false, 1000000}});
    CHECK(attribute("04064000000f4240") ==
          QualityOfService::Item{PerSessionAggMaxUlBitRate{false, true, 1000000}});
    CHECK(attribute("05020056") == QualityOfService::Item{AllocationRetentionPriority{5, 1, 2}});
    CHECK(attribute("06060000000f4240") == QualityOfService::Item{AggregateMaxDlBitRate{1000000}});
    CHECK(attribute("07060000000f4240") == QualityOfService::Item{AggregateMaxUlBitRate{1000000}});
    CHECK(attribute("08060000000f4240") == QualityOfService::Item{GuaranteedDlBitRate{1000000}});
    CHECK(attribute("09060000000f4240") == QualityOfService::Item{GuaranteedUlBitRate{1000000}});
    CHECK(attribute("0a0b000100c80000005001bb06") == QualityOfService::Item{QosTrafficSelector{web}});
    CHECK(attribute("0b09000000000009070102") == QualityOfService::Item{QosVendorSpecific{9, 7, {1, 2}}});
    CHECK(attribute("0c0101") == QualityOfService::Item{UnknownSubOption{12, {1}}});
}

TEST_CASE("QoS: attributes of another length are refused, in a list too") {
    for (const int type : {1, 2, 3, 4, 6, 7, 8, 9})
        CHECK(verdict_of_options(fmt::format("3a0d 05b80100 0000 {:02x} 05 0000 01312d", type)) ==
              "option_length");
    CHECK(verdict_of_options("3a09 05b80100 0000 05 01 00") == "option_length");
    CHECK(verdict_of_options("3a0e 05b80100 0000 0b 06 0000 00000009") == "option_length"); // no subtype
    CHECK(verdict_of_options("3a0c 05b80100 0000 05 02 0056 05 02") == "option_length");
    CHECK(verdict_of_options("3a10 05b80100 0000 05 02 0056 05 02 0056 c8 00") == "ok");
}

} // namespace
} // namespace pmip::test
