#include <doctest/doctest.h>

#include "dhcp/option_line.hpp"
#include "samples.hpp"

namespace option_line_test {

using namespace sample;

namespace {

dhcp::Option parsed(std::string_view line) {
    const auto option = dhcp::parse_option(line);
    CAPTURE(line);
    REQUIRE(option.has_value());
    return *option;
}

std::string fault(std::string_view line) {
    const auto option = dhcp::parse_option(line);
    return option ? "none" : option.error();
}

} // namespace

TEST_CASE("an option is named or numbered, with spaces anywhere") {
    const auto ntp = option(Code{42}, hex("c000020a c000020b"));
    CHECK(parsed("ntp-servers = 192.0.2.10, 192.0.2.11") == ntp);
    CHECK(parsed("42=192.0.2.10,192.0.2.11") == ntp);
    CHECK(parsed("  42  =  192.0.2.10 ,  192.0.2.11  ") == ntp);
}

TEST_CASE("the value is what the option's kind takes") {
    CHECK(parsed("vendor-specific = 01:04:c0:00:02:0A") == option(Code{43}, hex("0104c000020a")));
    CHECK(parsed("43 = 'ap = 1'") == option(Code{43}, {'a', 'p', ' ', '=', ' ', '1'}));
    CHECK(parsed("224 = ff") == option(Code{224}, hex("ff")));
    CHECK(parsed("domain-name = example.com") ==
          option(Code{15}, {'e', 'x', 'a', 'm', 'p', 'l', 'e', '.', 'c', 'o', 'm'}));
    CHECK(parsed("default-ip-ttl = 255") == option(Code{23}, hex("ff")));
    CHECK(parsed("time-offset = -3600") == option(Code{2}, hex("fffff1f0")));
    CHECK(parsed("time-offset = 4294967295") == option(Code{2}, hex("ffffffff")));
    CHECK(parsed("capwap-access-controllers = 192.0.2.9") == option(Code{138}, hex("c0000209")));
    CHECK(parsed("domain-search = a.example, b") ==
          option(Code{119}, hex("0161 07 6578616d706c65 00 0162 00")));
    CHECK(parsed("121 = 10.0.0.0/8 192.168.5.1, 0.0.0.0/0 192.168.5.2, 192.0.2.1/32 192.168.5.3") ==
          option(Code{121}, hex("08 0a c0a80501  00 c0a80502  20 c0000201 c0a80503")));
}

TEST_CASE("what the server makes itself is refused") {
    for (const auto* const line :
         {"1 = 255.255.255.0", "router = 192.0.2.1", "domain-name-server = 192.0.2.1", "interface-mtu = 1500",
          "51 = 60", "53 = 5", "server-identifier = 192.0.2.1", "61 = 01", "82 = 01:00", "0 = 00",
          "255 = 00"}) {
        CAPTURE(line);
        CHECK(fault(line).ends_with("is made by the server itself"));
    }
}

TEST_CASE("faults name what would be right") {
    CHECK(fault("ntp-servers 192.0.2.10") == "no =: write OPTION = VALUE");
    CHECK(fault("ntp-server = 192.0.2.10") ==
          "no option is called so: write its number, or its name from the list");
    CHECK(fault("256 = 00") == "no option is called so: write its number, or its name from the list");
    CHECK(fault("= 00").starts_with("no option is called so"));
    CHECK(fault("42 =") == "ntp-servers takes IPv4 addresses, separated by commas");
    CHECK(fault("42 = 192.0.2.10,") == "ntp-servers takes IPv4 addresses, separated by commas");
    CHECK(fault("42 = time.example") == "ntp-servers takes IPv4 addresses, separated by commas");
    CHECK(fault("subnet-selection = 192.0.2.1, 192.0.2.2") == "subnet-selection takes an IPv4 address");
    for (const auto* const line : {"43 = 1:2", "43 = 01:", "43 = 0x01", "43 = 'a", "224 = 'a'b", "43 = '"}) {
        CAPTURE(line);
        CHECK(fault(line).ends_with("takes octets such as 01:04:c0, or text in single quotes"));
    }
    CHECK(fault("23 = 256") == "default-ip-ttl takes a number of 8 bits");
    CHECK(fault("23 = -129") == "default-ip-ttl takes a number of 8 bits");
    CHECK(fault("2 = 1h") == "time-offset takes a number of 32 bits");
    CHECK(fault("119 = a..b") == "domain-search takes domain names, separated by commas");
    CHECK(fault("119 = " + std::string(64, 'a')) == "domain-search takes domain names, separated by commas");
    for (const auto* const line : {"121 = 10.0.0.0/8", "121 = 10.0.0.1/8 192.168.5.1", "121 = 10.0.0.0/8 x"})
        CHECK(fault(line) ==
              "classless-static-route takes routes such as 10.0.0.0/8 192.168.5.1, separated by commas");
    CHECK(fault("15 = " + std::string(256, 'a')) == "domain-name has 256 octets, 255 at most");
    CHECK(parsed("15 = " + std::string(255, 'a')).data.size() == 255);
}

} // namespace option_line_test
