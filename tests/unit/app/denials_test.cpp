#include <doctest/doctest.h>

#include "magd/denials.hpp"

namespace denials_test {

using magd::Denials;

namespace {

base::MacAddress client(std::size_t number) {
    return {{2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)}};
}

} // namespace

TEST_CASE("a refusal is news once for each client and reason") {
    Denials denials;
    CHECK(denials.note(client(1), "stolen"));
    CHECK_FALSE(denials.note(client(1), "stolen"));
    CHECK(denials.note(client(2), "stolen"));
    CHECK(denials.note(client(1), "unpaid"));
    CHECK_FALSE(denials.note(client(1), "unpaid"));
}

TEST_CASE("a flood of clients makes it forget, not grow") {
    Denials denials;
    for (std::size_t i = 0; i < Denials::maximum; ++i) CHECK(denials.note(client(i), "x"));
    CHECK_FALSE(denials.note(client(0), "x"));
    CHECK(denials.note(client(Denials::maximum), "x"));
    CHECK(denials.note(client(0), "x"));
}

} // namespace denials_test
