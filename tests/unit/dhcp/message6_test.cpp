#include <doctest/doctest.h>

#include "samples6.hpp"

namespace message6_test {

using namespace sample6;

namespace {

constexpr std::string_view solicit = "01 3d1d5c 0001 000a 00030001 0023c2db292d";

Drop6 reason(std::string_view digits) {
    const auto message = dhcp::decode_message6(hex(digits));
    REQUIRE_FALSE(message.has_value());
    return message.error();
}

dhcp::Message6 decoded(const std::string& digits) {
    const auto message = dhcp::decode_message6(hex(digits));
    REQUIRE(message.has_value());
    return *message;
}

std::string behind_solicit(std::string_view digits) { return std::string(solicit) + std::string(digits); }

} // namespace

TEST_CASE("type, transaction and options are where RFC 8415 section 8 has them") {
    CHECK(decoded(std::string(solicit)) == asked(MessageType6::solicit).message);
    CHECK(dhcp::encode_message6(asked(MessageType6::solicit).message) == hex(solicit));
}

TEST_CASE("an identity association with an address and a status") {
    const auto message = decoded(behind_solicit("0003 0033 00000007 00000064 000000c8"
                                                "0005 0018 20010db8000500010000000000005213 0000012c 00000190"
                                                "000d 0003 0002 78 0063 0000"));
    REQUIRE(message.associations.size() == 1);
    CHECK(message.associations[0] ==
          IdentityAssociation{.code = Code6::ia_na,
                              .iaid = 7,
                              .t1 = 100,
                              .t2 = 200,
                              .addresses = {{.address = home, .preferred = 300, .valid = 400}},
                              .status = StatusCode::no_addresses_available});
    CHECK(message.options.size() == 1);
}

TEST_CASE("what is written is read back") {
    auto message = asked(MessageType6::request).message;
    message.options.push_back({.code = Code6{39}, .data = hex("00 01 02")});
    message.associations = {ia_na({"2001:db8::1", "2001:db8::2"}),
                            ia_na(),
                            {.code = Code6::ia_ta, .iaid = 9, .status = StatusCode::not_on_link},
                            {.code = Code6::ia_pd, .iaid = 9, .t1 = 1, .t2 = 2}};
    message.associations[1].status = StatusCode{99};
    CHECK(dhcp::decode_message6(dhcp::encode_message6(message)) == message);
}

TEST_CASE("unknown options are kept at the top and skipped in an association") {
    CHECK(decoded(behind_solicit("ffff 0003 010203")).find(Code6{0xffff}) != nullptr);
    CHECK(decoded(behind_solicit("0003 0012 00000001 00000000 00000000 ffff 0002 0102")).associations[0] ==
          ia_na());
}

TEST_CASE("a message without options is one; a shorter one is not") {
    CHECK(decoded("0b 000001") ==
          dhcp::Message6{.type = MessageType6::information_request, .transaction = 1, .options = {}});
    CHECK(reason("") == Drop6::truncated);
    CHECK(reason("0b 0000") == Drop6::truncated);
}

TEST_CASE("messages of relay agents are refused as such") {
    CHECK(reason("0c 00 20010db8000000000000000000000001 fe800000000000000000000000000001") ==
          Drop6::relayed);
    CHECK(reason("0d 00 20010db8000000000000000000000001 fe800000000000000000000000000001") ==
          Drop6::relayed);
}

TEST_CASE("an option that reaches too far, at the top or in an association") {
    CHECK(reason(behind_solicit("0006 0003 0017")) == Drop6::option_overrun);
    CHECK(reason(behind_solicit("0006 00")) == Drop6::option_overrun);
    CHECK(reason(behind_solicit("0003 0010 00000001 00000000 00000000 ffff 0001")) == Drop6::option_overrun);
    CHECK(reason(behind_solicit("0003 000d 00000001 00000000 00000000 ff")) == Drop6::option_overrun);
}

TEST_CASE("an option whose length does not fit") {
    CHECK(reason("01 3d1d5c 0001 0002 0003") == Drop6::option_length); // an identifier of nothing but a type
    CHECK(reason("01 3d1d5c 0002 0000") == Drop6::option_length);
    CHECK(reason(behind_solicit("0003 0004 00000001")) == Drop6::option_length);
    CHECK(reason(behind_solicit("0004 0003 000001")) == Drop6::option_length);
    CHECK(reason(behind_solicit("0006 0001 17")) == Drop6::option_length);
    CHECK(reason(behind_solicit("0008 0001 00")) == Drop6::option_length);
    CHECK(reason(behind_solicit("000e 0001 00")) == Drop6::option_length);
    CHECK(reason(behind_solicit("0003 0014 00000001 00000000 00000000 0005 0004 20010db8")) ==
          Drop6::option_length);
    base::Writer out;
    out.octets(hex("01 000001 0001 0083"));
    out.pad(131); // 130 octets are the most
    CHECK(dhcp::decode_message6(out.bytes()) == std::unexpected(Drop6::option_length));
}

TEST_CASE("in words, for the log") {
    auto message = asked(MessageType6::renew, {ia_na({"2001:db8:5:1::5213"}, 0x1d)},
                         {option6(Code6::elapsed_time, "0064"), option6(Code6::option_request, "0017 0018"),
                          option6(Code6::dns_servers, "20010db8000000000000000000000053")})
                       .message;
    message.associations[0].status = StatusCode::no_binding;
    CHECK(
        dhcp::to_string(message) ==
        "RENEW xid 0x3d1d5c elapsed-time 100 option-request 23,24 dns-servers 2001:db8::53 client-identifier "
        "00:03:00:01:00:23:c2:db:29:2d ia-na 0x1d 2001:db8:5:1::5213 for 20 s status 3");
    CHECK(dhcp::name(MessageType6{14}) == "type 14");
    CHECK(dhcp::name(Code6{39}) == "option-39");
}

TEST_CASE("every reason to drop has a name of its own and a help text") {
    std::vector<std::string_view> names;
    for (const auto& [name, help] : dhcp::drop6_texts) {
        CHECK(std::ranges::find(names, name) == names.end());
        CHECK(help.size() > 10);
        names.push_back(name);
    }
    CHECK(dhcp::text(Drop6::reply_too_long).name == "reply_too_long");
    CHECK(dhcp::text(Drop6::option_overrun).name == "option_overrun");
}

} // namespace message6_test
