#include <doctest/doctest.h>

#include <set>
#include <string_view>

#include "dhcp/drop.hpp"

namespace drop_test {

using dhcp::Drop;

TEST_CASE("every drop reason has a name of its own and a help text") {
    std::set<std::string_view> names;
    for (const auto& [name, help] : dhcp::drop_texts) {
        CAPTURE(name);
        CHECK(names.insert(name).second);
        CHECK_FALSE(name.empty());
        CHECK(help.size() > 10);
    }
}

TEST_CASE("the table is in the order of the enumeration") {
    CHECK(dhcp::text(Drop::truncated).name == "truncated");
    CHECK(dhcp::text(Drop::other_port).name == "other_port");
    CHECK(dhcp::text(Drop::option_length).name == "option_length");
    CHECK(dhcp::text(Drop::hardware_address).name == "hardware_address");
    CHECK(dhcp::text(Drop::other_server).name == "other_server");
    CHECK(dhcp::text(Drop::reply_too_long).name == "reply_too_long");
}

TEST_CASE("counters count each reason apart") {
    dhcp::DropCounters counters;
    ++counters[Drop::bad_cookie];
    ++counters[Drop::bad_cookie];
    ++counters[Drop::relayed];
    CHECK(counters[Drop::bad_cookie] == 2);
    CHECK(counters[Drop::relayed] == 1);
    CHECK(counters[Drop::truncated] == 0);
    CHECK(counters != dhcp::DropCounters{});
}

} // namespace drop_test
