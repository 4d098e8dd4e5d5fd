#include <doctest/doctest.h>

#include "tools/bench/dhcp_leases.hpp"

namespace dhcp_leases_test {

using namespace bench;

TEST_CASE("leases are written and read back, one in each line") {
    const Leased first{.mac = {{2, 0, 0, 0, 0, 1}},
                       .address = {0x0a40000a},
                       .server = {0xc0000201},
                       .gateway = {{0x00, 0x00, 0x5e, 0x00, 0x52, 0x13}}};
    auto second = first;
    second.mac.octets[5] = 2;
    CHECK(line_of(first) == "02:00:00:00:00:01 10.64.0.10 192.0.2.1 00:00:5e:00:52:13\n");
    CHECK(parse_leases(line_of(first) + line_of(second)) == std::vector{first, second});
    CHECK(line_of({.mac = first.mac}).empty());
}

TEST_CASE("what is no lease is told") {
    CHECK(parse_leases("")->empty());
    for (const auto* text : {"02:00:00:00:00:01", "02:00:00:00:00:01 10.64.0.10 192.0.2.1 x", "1 2 3 4"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_leases(text));
    }
}

} // namespace dhcp_leases_test
