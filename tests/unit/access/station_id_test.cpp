#include <doctest/doctest.h>

#include "magd/access/station_id.hpp"

namespace station_id_test {

using namespace magd::access;

namespace {

const base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};

} // namespace

TEST_CASE("a station's address in all of its spellings") {
    for (const auto* text : {"00-23-c2-db-29-2d", "00-23-C2-DB-29-2D", "00:23:c2:db:29:2d", "0023.c2db.292d",
                             "0023c2db292d", "0023C2DB292D"})
        CHECK_MESSAGE(parse_station(text) == client, text);
    for (const auto* text : {"", "alice", "0023c2db292", "0023c2db292d0", "00-23-c2-db-29", "0023c2db292g",
                             "01-23-c2-db-29-2d", "00-00-00-00-00-00", "00-23-c2-db-29-2d ", "4917012345678"})
        CHECK_MESSAGE(!parse_station(text), text);
}

TEST_CASE("a Called-Station-Id names an SSID behind the address, or alone") {
    for (const auto* called : {"02-00-00-00-00-01:field", "02:00:00:00:00:01:field", "0200.0000.0001:field",
                               "020000000001:field", "field"})
        CHECK_MESSAGE(names_ssid(called, "field"), called);
    for (const auto* called : {"02-00-00-00-00-01:fiel", "02-00-00-00-00-01", "02-00-00-00-00-01:field2",
                               "02-00-00-00-00-01field", "", "ap:field"})
        CHECK_MESSAGE(!names_ssid(called, "field"), called);
    CHECK(names_ssid("02-00-00-00-00-01:a:b", "a:b"));
    CHECK_FALSE(names_ssid("02-00-00-00-00-01:", ""));
    CHECK(names_ssid("02-00-00-00-00-01:other"));
    CHECK_FALSE(names_ssid("02-00-00-00-00-01"));
    CHECK_FALSE(names_ssid("other"));
}

} // namespace station_id_test
