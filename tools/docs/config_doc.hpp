#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "magd/config_key.hpp"

/// A configuration file's table of keys, as text for people.
namespace docs {

/// A value for a key that has no default.
struct Example {
    std::string_view section;
    std::string_view key;
    std::string_view value; ///< as it would stand in the file
};

/// One kind of configuration file, with an example for each key without a default.
struct ConfigDoc {
    std::string_view file; ///< "magd.toml"
    magd::ConfigSchema schema;
    std::span<const Example> examples;

    [[nodiscard]] constexpr std::span<const Example>::iterator example(const magd::ConfigKey& key) const {
        return std::ranges::find_if(
            examples, [&](const Example& e) { return e.section == key.section && e.key == key.key; });
    }
    [[nodiscard]] constexpr bool complete() const {
        return std::ranges::all_of(schema.keys, [&](const magd::ConfigKey& key) {
            return key.has_default() == (example(key) == examples.end());
        });
    }
};

/// A complete file: the required keys set, the others commented out with their defaults or an
/// example, each explained.
[[nodiscard]] std::string sample_file(const ConfigDoc& doc);

/// Body of a manual page: each section and each key with its values and its default.
[[nodiscard]] std::string reference(const ConfigDoc& doc);

} // namespace docs
