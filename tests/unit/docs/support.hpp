#pragma once

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>

#include "tools/docs/pages.hpp"

namespace docs::test {

/// The document of that name; empty if there is none.
inline std::string document(std::string_view file) {
    const auto all = documents();
    const auto found = std::ranges::find(all, file, &Document::file);
    return found == all.end() ? std::string{} : found->text("2026-01-31");
}

/// A sample file with the # before its defaults taken away.
inline std::string with_every_key(const std::string& sample) {
    return std::regex_replace(sample, std::regex("(^|\n)#([a-z_]+ = )"), "$1$2");
}

} // namespace docs::test
