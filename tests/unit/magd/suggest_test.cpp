#include <doctest/doctest.h>

#include <array>
#include <string>

#include "magd/suggest.hpp"

TEST_CASE("edit distance") {
    CHECK(magd::edit_distance("", "") == 0);
    CHECK(magd::edit_distance("", "abc") == 3);
    CHECK(magd::edit_distance("abc", "") == 3);
    CHECK(magd::edit_distance("kitten", "sitting") == 3);
    CHECK(magd::edit_distance("lifetime", "lifetme") == 1);
}

TEST_CASE("the nearest word is suggested, a far one never") {
    constexpr std::array<std::string_view, 4> words{"attach", "detach", "show", "lifetime"};
    CHECK(magd::suggest("atach", words) == "attach");
    CHECK(magd::suggest("dettach", words) == "detach");
    CHECK(magd::suggest("shwo", words) == "show");
    CHECK(magd::suggest("life_time", words) == "lifetime");
    CHECK(!magd::suggest("", words));
    CHECK(!magd::suggest("reboot", words));
    CHECK(!magd::suggest(std::string(100000, 'a'), words));
}
