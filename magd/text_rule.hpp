#pragma once

#include <string>
#include <string_view>

#include "magd/config_key.hpp"

namespace magd {

/// What a text must be like.
struct TextRule {
    ConfigKind kind;
    std::string_view expected; ///< in words, for messages
    bool (*valid)(std::string_view);
};

/// `kind` must be one of the kinds of text.
[[nodiscard]] const TextRule& text_rule(ConfigKind kind);

/// The text without anything that could harm a terminal, cut to a sensible length.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace magd
