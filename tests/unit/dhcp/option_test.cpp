#include <doctest/doctest.h>

#include <algorithm>

#include "samples.hpp"

namespace option_test {

using namespace sample;

TEST_CASE("options are known by name") {
    CHECK(dhcp::name(Code::subnet_mask) == "subnet-mask");
    CHECK(dhcp::name(Code::relay_agent_information) == "relay-agent-information");
    CHECK(dhcp::name(Code{252}) == "web-proxy-auto-discovery");
    CHECK(dhcp::name(Code{222}) == "option-222");
}

TEST_CASE("the list rises strictly, so each code has one entry") {
    const auto list = dhcp::option_texts();
    CHECK(std::ranges::adjacent_find(list, [](const auto& a, const auto& b) { return a.code >= b.code; }) ==
          list.end());
    CHECK(
        std::ranges::none_of(list, [](const auto& o) { return o.code == Code::pad || o.code == Code::end; }));
}

TEST_CASE("an option's kind says which lengths it may have") {
    CHECK(dhcp::length_fits(Code::requested_address, 4));
    CHECK_FALSE(dhcp::length_fits(Code::requested_address, 3));
    CHECK_FALSE(dhcp::length_fits(Code::requested_address, 8));
    CHECK(dhcp::length_fits(Code::domain_name_server, 8));
    CHECK_FALSE(dhcp::length_fits(Code::domain_name_server, 0));
    CHECK_FALSE(dhcp::length_fits(Code::domain_name_server, 6));
    CHECK(dhcp::length_fits(Code::message_type, 1));
    CHECK_FALSE(dhcp::length_fits(Code::message_type, 2));
    CHECK(dhcp::length_fits(Code::interface_mtu, 2));
    CHECK_FALSE(dhcp::length_fits(Code::interface_mtu, 4));
    CHECK(dhcp::length_fits(Code::lease_time, 4));
    CHECK_FALSE(dhcp::length_fits(Code::lease_time, 0));
    CHECK(dhcp::length_fits(Code::client_identifier, 0));
    CHECK(dhcp::length_fits(Code{222}, 77));
}

TEST_CASE("an option in words follows its kind") {
    CHECK(to_string(requested_address("192.168.5.44")) == "192.168.5.44");
    CHECK(to_string(option(Code::domain_name_server, hex("08080808 08080404"))) == "8.8.8.8,8.8.4.4");
    CHECK(to_string(option(Code::lease_time, hex("00000e10"))) == "3600");
    CHECK(to_string(option(Code::interface_mtu, hex("05b8"))) == "1464");
    CHECK(to_string(option(Code::message_type, hex("03"))) == "3");
    CHECK(to_string(option(Code::client_identifier, hex("010023c2db292d"))) == "01:00:23:c2:db:29:2d");
    CHECK(to_string(option(Code{60}, {'u', 'd', 'h', 'c', 'p'})) == "udhcp");
    CHECK(to_string(option(Code{222}, hex("cafe"))) == "ca:fe");
}

TEST_CASE("what a peer writes cannot break a log line") {
    CHECK(to_string(option(Code{12}, {'a', '\n', 0x1b, '[', 0x7f, 0xff, 'z'})) == "a..[..z");
    CHECK(to_string(option(Code::requested_address, hex("c0a805"))) == "c0:a8:05");
    CHECK(to_string(option(Code::domain_name_server, base::Bytes{})).empty());
}

} // namespace option_test
