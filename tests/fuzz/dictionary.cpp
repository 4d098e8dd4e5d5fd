/// Prints the dictionary of a fuzz target, to be kept beside it as NAME.dict.
#include "tests/fuzz/dictionary.hpp"

#include <fmt/format.h>

#include <string_view>

int main(int argc, char** argv) {
    const std::string_view target = argc == 2 ? argv[1] : "";
    if (target == "mobility_header") return fmt::print("{}", fuzz::mobility_header_dictionary()), 0;
    if (target == "option") return fmt::print("{}", fuzz::option_dictionary()), 0;
    fmt::print(stderr, "usage: {} mobility_header|option\n", argv[0]);
    return 2;
}
