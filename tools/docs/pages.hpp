#pragma once

#include <span>
#include <string>
#include <string_view>

/// The documents that are made of the tables that the programs run on.
namespace docs {

struct Document {
    std::string_view file;                      ///< "magd.toml.5"
    std::string (*text)(std::string_view date); ///< date: 2026-01-31
};

[[nodiscard]] std::span<const Document> documents();

} // namespace docs
