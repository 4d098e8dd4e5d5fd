#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "nlink/base/boxed.hpp"

using base::Boxed;

TEST_CASE("nothing is in it until something is put in") {
    Boxed<std::string> box;
    CHECK_FALSE(box);
    box = std::string("abc");
    REQUIRE(box);
    CHECK(*box == "abc");
    CHECK(box->size() == 3);
    box.reset();
    CHECK_FALSE(box.has_value());
    box = std::string("def");
    box = std::nullopt;
    CHECK_FALSE(box);
}

TEST_CASE("a copy is another value") {
    Boxed<std::string> box("abc");
    auto copy = box;
    *copy += 'd';
    CHECK(*box == "abc");
    box = copy;
    CHECK(*box == "abcd");
    copy = Boxed<std::string>();
    CHECK_FALSE(copy);
    CHECK(*box == "abcd");
}

TEST_CASE("a move leaves nothing behind") {
    Boxed<std::string> box("abc");
    const auto taken = std::move(box);
    CHECK(*taken == "abc");
    CHECK_FALSE(box);
}

TEST_CASE("values are compared, not places") {
    const Boxed<int> one(1);
    CHECK(one == Boxed<int>(1));
    CHECK(one != Boxed<int>(2));
    CHECK(one != Boxed<int>());
    CHECK(Boxed<int>() == Boxed<int>());
}
