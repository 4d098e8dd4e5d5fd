#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "tests/unit/pmip/codec_support.hpp"

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
        CHECK(std::ranges::all_of(text.name,
                                  [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || c == '1'; }));
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
          "LCMP Binding-Re-registration-Control+Heartbeat-Control");
    CHECK(describe(UnknownOption{200, {1, 2, 3}}) == "unknown type 200 length 3");
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
