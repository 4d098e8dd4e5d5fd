#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "nlink/base/bytes.hpp"

/// The inputs that fuzzing begins with, for tests that know what is in them.
namespace corpus {

inline base::Bytes frame(const std::string& target, const std::string& name) {
    std::ifstream file(CORPUS_DIR "/" + target + "/" + name, std::ios::binary);
    base::Bytes frame{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_MESSAGE(!frame.empty(), name);
    return frame;
}

} // namespace corpus
