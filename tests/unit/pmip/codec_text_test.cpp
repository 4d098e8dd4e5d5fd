#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "tests/unit/pmip/codec_random.hpp"

/// Names and log lines.
namespace pmip::test {
namespace {

/// A code as it may come from a peer, named or not.
template <class E>
E code(std::uint8_t number) {
    return std::bit_cast<E>(number);
}

TEST_CASE("status codes that are easily mixed up") {
    CHECK(name(code<Status>(2)) == "GRE_KEY_OPTION_NOT_REQUIRED");
    CHECK(name(code<Status>(3)) == "GRE_TUNNELING_BUT_TLV_HEADER_NOT_SUPPORTED");
    CHECK(name(code<Status>(145)) == "MIPV6-MESG-ID-REQD");
    CHECK(name(code<Status>(146)) == "MIPV6-AUTH-FAIL");
    CHECK(name(code<Status>(155)) == "NOT_AUTHORIZED_FOR_HOME_NETWORK_PREFIX");
    CHECK(name(code<Status>(156)) == "TIMESTAMP_MISMATCH");
    CHECK(name(code<Status>(157)) == "TIMESTAMP_LOWER_THAN_PREV_ACCEPTED");
    CHECK(name(code<Status>(163)) == "GRE_KEY_OPTION_REQUIRED");
    CHECK(name(code<Status>(164)) == "MCOA MALFORMED");
}

TEST_CASE("a code without a name is judged by its number") {
    CHECK(accepted(code<Status>(127)));
    CHECK_FALSE(accepted(code<Status>(128)));
    CHECK(name(code<Status>(7)) == "unassigned, accepting");
    CHECK(name(code<Status>(250)) == "unassigned, rejecting");
    CHECK(describe(code<Status>(250)) == "unassigned, rejecting (250)");
    CHECK(describe(Status::timestamp_mismatch) == "TIMESTAMP_MISMATCH (156)");
}

TEST_CASE("every row of the status table is found under its own code") {
    for (const auto& row : status_texts) CHECK(name(row.status) == row.name);
    CHECK(status_texts.size() == 58);
}

TEST_CASE("IPv4 Home Address Reply status") {
    CHECK(name(code<Ipv4HomeAddressStatus>(0)) == "success");
    CHECK(name(code<Ipv4HomeAddressStatus>(129)) == "administratively prohibited");
    CHECK(name(code<Ipv4HomeAddressStatus>(132)) == "dynamic IPv4 home address assignment not available");
    CHECK(name(code<Ipv4HomeAddressStatus>(1)) == "unassigned, success");
    CHECK(name(code<Ipv4HomeAddressStatus>(200)) == "unassigned, failure");
    CHECK_FALSE(accepted(code<Ipv4HomeAddressStatus>(128)));
}

TEST_CASE("each drop reason has a name of its own that can name a counter") {
    std::set<std::string_view> names;
    for (const auto& text : drop_texts) {
        CHECK(names.insert(text.name).second);
        CHECK(std::ranges::all_of(text.name, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); }));
        CHECK_FALSE(text.help.empty());
    }
    CHECK(name(DropReason::truncated) == "truncated");
    CHECK(name(DropReason::duplicate_option) == "duplicate_option");
}

TEST_CASE("options in a few words") {
    CHECK(describe(MobileNodeIdentifier{{1, "mn@example.com"}}) == "MN-ID mn@example.com");
    CHECK(describe(MobileNodeIdentifier{{5, "ab"}}) == "MN-ID subtype 5 ab");
    CHECK(describe(HandoffIndicator{Handoff::unknown}) == "HI 4");
    CHECK(describe(AccessTechnologyType{AccessTechnology::ieee80211}) == "ATT 4");
    CHECK(describe(LinkLayerIdentifier{{0, 0x23, 0xc2, 0xdb, 0x29, 0x2d}}) == "LLID 00:23:c2:db:29:2d");
    CHECK(describe(LinkLayerIdentifier{{'0', '0', '2', '3', '.'}}) == "LLID 0023.");
    CHECK(describe(Timestamp{0x6553f1008000}) == "Timestamp 1700000000.500000");
    CHECK(describe(GreKey{100}) == "GRE Key 100");
    CHECK(describe(GreKey{}) == "GRE Key none");
    CHECK(describe(Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, {{0xc0a8052c}, 24}}) ==
          "IPv4 HoA Reply 192.168.5.44/24 success");
    CHECK(describe(Redirect{base::Ipv4{0x0a6a2529}}) == "Redirect 10.106.37.41");
    CHECK(describe(RedirectCapability{}) == "Redirect-Capability");
    CHECK(describe(LmaControlledParameters{{ReregistrationControl{}, HeartbeatControl{}}}) ==
          "LCMP Binding-Re-registration-Control 40 s before expiry, retransmission 1 to 32 s + "
          "Heartbeat-Control every 60 s, 3 retransmissions after 5 s");
    CHECK(describe(UnknownOption{200, {1, 2, 3}}) == "unknown type 200 length 3");
}

TEST_CASE("options of the rarer RFCs in a few words") {
    CHECK(describe(BindingAuthorizationData{{0xbe, 0xef}}) == "Binding Authorization Data beef");
    CHECK(describe(Authentication{1, 256, {}}) == "AUTH MN-HA SPI 256");
    CHECK(describe(Authentication{2, 3, {}}) == "AUTH MN-AAA SPI 3");
    CHECK(describe(Authentication{9, 300, {}}) == "AUTH subtype 9 SPI 300");
    CHECK(describe(MessageIdentifier{0x80000000'80000000}) == "MESG-ID 2147483648.500000");
    CHECK(describe(TransientBinding{true, 15}) == "Transient Binding late path switch 1500 ms");
    CHECK(describe(MagIpv6Address{{*base::parse_ipv6("2001:db8::1")}}) == "MAG IPv6 Address 2001:db8::1");
    CHECK(describe(LmaUserPlaneAddress{}) == "LMA User-Plane Address none");
    CHECK(describe(LmaUserPlaneAddress{base::Ipv4{0x0a6a2529}}) == "LMA User-Plane Address 10.106.37.41");
    CHECK(describe(MagMultipathBinding{AccessTechnology::ieee80211, 2, 7, false, true}) ==
          "MAG Multipath Binding 7 ATT 4 label 2 overwrite");
    CHECK(describe(MagIdentifier{{1, "mag1@example.com"}}) == "MAG Identifier mag1@example.com");
}

TEST_CASE("sub-options by name and value") {
    CHECK(describe(AccessNetworkIdentifier{
              {NetworkIdentifier{true, "corp-wifi", "ap-17"}, GeoLocation{25 * 16384, -309 * 8192},
               OperatorIdentifier{2, "example.com"}, UnknownSubOption{9, {1}}}}) ==
          "ANI Network-Identifier corp-wifi at ap-17 + Geo-Location 12.50000 -77.25000 + "
          "Operator-Identifier example.com + unknown type 9 length 1");
    const auto operated = [](std::string octets) {
        return describe(AccessNetworkIdentifier{{OperatorIdentifier{1, std::move(octets)}}});
    };
    CHECK(operated("\x01\x02") == "ANI Operator-Identifier enterprise 258");
    CHECK(operated("nine octs") == "ANI Operator-Identifier form 1 nine octs");
    const Ipv4TrafficSelector video{.source = {},
                                    .destination =
                                        Range{base::Ipv4{0xc6336400}, std::optional{base::Ipv4{0xc63364ff}}},
                                    .spi = {},
                                    .source_port = {},
                                    .destination_port = Range<std::uint16_t>{554, {}},
                                    .differentiated_services = {},
                                    .protocol = Range<std::uint8_t>{17, {}}};
    CHECK(describe(TrafficOffloadSelector{false, {TrafficSelector{video}}}) ==
          "IPv4 Traffic Offload Selector matching Traffic Selector IPv4 destination "
          "198.51.100.0-198.51.100.255 destination port 554 protocol 17");
    CHECK(describe(TrafficOffloadSelector{true, {TrafficSelector{UnknownSubOption{2, {1, 2}}}}}) ==
          "IPv4 Traffic Offload Selector all but matching Traffic Selector format 2 length 2");
    CHECK(describe(QualityOfService{5,
                                    46 << 2,
                                    QosOperation::allocate,
                                    {GuaranteedDlBitRate{64000}, PerSessionAggMaxUlBitRate{true, true, 5000},
                                     AllocationRetentionPriority{5, 1, 0}, QosVendorSpecific{9, 7, {}}}}) ==
          "QoS SR-ID 5 DSCP 46 ALLOCATE Guaranteed-DL-Bit-Rate 64000 bit/s + "
          "Per-Session-Agg-Max-UL-Bit-Rate 5000 bit/s S E + Allocation-Retention-Priority PL 5 PC 1 PV 0 + "
          "QoS-Vendor-Specific-Attribute 9 subtype 7");
    CHECK(describe(QualityOfService{0, 0, QosOperation{6}, {}}) == "QoS SR-ID 0 DSCP 0 operation 6");
}

TEST_CASE("a peer's text cannot start a log line of its own") {
    CHECK(describe(MobileNodeIdentifier{{1, "a\nb\x1b[31m\\\xc3\xa9"}}) ==
          "MN-ID a\\x0ab\\x1b[31m\\x5c\\xc3\\xa9");
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        const auto line = describe(Random(seed).message());
        CHECK(std::ranges::all_of(line, [](char c) { return c >= 0x20 && c < 0x7f; }));
    }
}

TEST_CASE("messages in one line") {
    CHECK(describe(Message{
              ProxyBindingUpdate{.sequence = 9465,
                                 .lifetime = 900,
                                 .options = {HandoffIndicator{Handoff::new_interface}, GreKey{1}}}}) ==
          "PBU seq 9465 flags 0x8200 lifetime 3600 s: HI 1, GRE Key 1");
    CHECK(describe(Message{ProxyBindingAck{.status = code<Status>(171), .sequence = 1, .options = {}}}) ==
          "PBA seq 1 status NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS (171) flags 0x20 lifetime 0 s");
    CHECK(describe(Message{BindingError{}}) == "Binding Error status 2 home address ::");
}

} // namespace
} // namespace pmip::test
