#include <doctest/doctest.h>

#include <random>

#include "magd/pmip/mag_keys.hpp"

namespace mag_keys_test {

using namespace pmip;

TEST_CASE("a dense set is a set") {
    DenseSet dense;
    std::set<std::uint32_t> plain;
    std::mt19937 random(1);
    for (int i = 0; i < 5000; ++i) {
        const auto number =
            static_cast<std::uint32_t>(random() % 300) + (random() % 2 == 0 ? 0U : 0xffffff00U);
        if (random() % 3 == 0) {
            dense.erase(number);
            plain.erase(number);
        } else {
            CHECK(dense.insert(number) == plain.insert(number).second);
        }
        CHECK(dense.contains(number) == plain.contains(number));
    }
    for (std::uint32_t number = 0; number < 400; ++number)
        CHECK(dense.contains(number) == plain.contains(number));
}

TEST_CASE("a key that was given back comes again after all the others") {
    DownlinkKeys keys;
    CHECK(keys.take({}) == 1);
    CHECK(keys.take({2, 3}) == 4);
    keys.give_back(1);
    CHECK(keys.claim(5));
    CHECK_FALSE(keys.claim(5));
    CHECK_FALSE(keys.claim(0));
    CHECK(keys.take({}) == 6);
    CHECK(keys.resume(100));
    CHECK(keys.take({}) == 101);
}

} // namespace mag_keys_test
