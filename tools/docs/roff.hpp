#pragma once

#include <span>
#include <string>
#include <string_view>

/// The few macros of man(7) that the manual pages are made of. All texts are
/// plain: nothing in them is taken as a command of roff.
namespace docs::roff {

/// What stands at the top and the bottom of a page.
struct Title {
    std::string_view name; ///< "magd.toml"
    char section = '8';
    std::string_view date; ///< 2026-01-31
};

/// The text with what roff would take for a command made harmless; a line that begins with '.' too.
[[nodiscard]] std::string escape(std::string_view text);

[[nodiscard]] std::string title(const Title& title);
/// A heading and, where there is one, the first paragraph beneath it.
[[nodiscard]] std::string section(std::string_view heading, std::string_view text = {});
[[nodiscard]] std::string subsection(std::string_view heading, std::string_view text = {});
/// A further paragraph.
[[nodiscard]] std::string paragraph(std::string_view text);
/// A bold tag with its text indented beneath.
[[nodiscard]] std::string item(std::string_view tag, std::string_view text);
/// Lines as they are, indented.
[[nodiscard]] std::string verbatim(std::string_view lines);
/// "magd.toml(5), magctl(1)"
[[nodiscard]] std::string see_also(std::span<const std::string_view> pages);

} // namespace docs::roff
