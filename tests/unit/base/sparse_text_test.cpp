#include <doctest/doctest.h>

#include "nlink/base/sparse_text.hpp"

using base::SparseText;

TEST_CASE("an empty text is as good as none") {
    SparseText text;
    CHECK(text.empty());
    CHECK(text == "");
    CHECK(text->size() == 0);
    CHECK(SparseText("") == text);
    CHECK(SparseText(std::string()).empty());
}

TEST_CASE("a text is a string, and copies are texts of their own") {
    SparseText text("abc");
    const std::string& as_string = text;
    CHECK(as_string == "abc");
    CHECK(text == std::string("abc"));
    const auto copy = text;
    CHECK(copy == text);
    text.clear();
    CHECK(text.empty());
    CHECK(copy == "abc");
    CHECK_FALSE(copy == text);
}
