#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/fuzz/dictionary.hpp"

/// The kept dictionaries are what the tables give: a new option joins them, or this fails.
namespace {

std::string kept(const std::string& name) {
    std::ifstream file(GOLDEN_DIR "/../fuzz/" + name + ".dict");
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the dictionaries of the fuzzers are up to date; else: fuzz-dictionary NAME > NAME.dict") {
    CHECK(kept("mobility_header") == fuzz::mobility_header_dictionary());
    CHECK(kept("option") == fuzz::option_dictionary());
}

TEST_CASE("a word is written as libFuzzer reads it") {
    CHECK(fuzz::word("GRE Key", base::Bytes{0x21, 0x02, 0, 0}) == "GRE_Key=\"\\x21\\x02\\x00\\x00\"\n");
}

} // namespace
