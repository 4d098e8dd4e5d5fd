#include "tools/docs/config_doc.hpp"

#include <fmt/format.h>

#include <cctype>
#include <ranges>

#include "magd/value_reader.hpp"
#include "tools/docs/roff.hpp"

namespace docs {
namespace {

using magd::ConfigKey;
using magd::ConfigKind;
using magd::ConfigSection;

std::string header(const ConfigSection& section) {
    return section.repeated() ? fmt::format("[[{}]]", section.name) : fmt::format("[{}]", section.name);
}

/// "wifi", "ethernet" or "virtual"
std::string one_of(std::span<const std::string_view> choices) {
    std::string out;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto* const before = i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
        out += fmt::format("{}\"{}\"", before, choices[i]);
    }
    return out;
}

/// What one value of the key may be, in words.
std::string value(const ConfigKey& key) {
    switch (key.kind) {
    case ConfigKind::integer:
    case ConfigKind::real:
        return fmt::format("{} to {}{}{}", key.minimum, key.maximum, key.unit.empty() ? "" : " ", key.unit);
    case ConfigKind::choice: return one_of(key.choices);
    default: return magd::expected(key);
    }
}

std::string values(const ConfigKey& key) {
    return key.list ? fmt::format("a list of at most {}, each {}", magd::maximum_list, value(key))
                    : value(key);
}

std::string occurrence(const ConfigSection& section) {
    switch (section.occurs) {
    case ConfigSection::Occurs::once: return "Required.";
    case ConfigSection::Occurs::once_or_more: return "Required, one or more.";
    case ConfigSection::Occurs::at_most_once: return "Optional.";
    case ConfigSection::Occurs::any: return "Optional, any number of them.";
    }
    return {};
}

std::string fallback(const ConfigKey& key) {
    if (key.required()) return "Required.";
    return key.has_default() ? fmt::format("Default: {}.", key.fallback) : "Not set by default.";
}

/// "Lease time told to clients (10 to 31536000 s)."
std::string explanation(const ConfigKey& key) {
    std::string out = fmt::format("{} ({}).", key.help, values(key));
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out;
}

/// Whether a sample leaves it out.
bool optional(const ConfigSection& section) { return section.repeated() && !section.required(); }

/// Lines of at most 78 characters, each behind a #.
std::string comment(std::string_view text) {
    std::string out;
    std::size_t width = 0;
    for (const auto word : text | std::views::split(' ')) {
        const std::string_view letters(word.begin(), word.end());
        const bool fits = width != 0 && width + 1 + letters.size() <= 78;
        if (!fits) out += out.empty() ? "#" : "\n#";
        width = (fits ? width : 1) + 1 + letters.size();
        out += fmt::format(" {}", letters);
    }
    return out + '\n';
}

/// A required key is set, a default stands behind a #, and what is neither behind "# ".
std::string sample_key(const ConfigDoc& doc, const ConfigSection& section, const ConfigKey& key) {
    const auto* const mark = key.required() ? "" : key.has_default() ? "#" : "# ";
    const auto setting = key.has_default() ? key.fallback : doc.example(key)->value;
    return comment(explanation(key)) +
           fmt::format("{}{} = {}\n", optional(section) ? "# " : mark, key.key, setting);
}

} // namespace

std::string sample_file(const ConfigDoc& doc) {
    std::string out =
        comment(fmt::format("Every key of {}. Those without a default are set, as an example; the "
                            "others stand behind a # with their defaults, or behind a # and a space with "
                            "an example where there is no default.",
                            doc.file));
    for (const auto& section : doc.schema.sections) {
        out +=
            fmt::format("\n{}{}{}\n", comment(section.help), optional(section) ? "# " : "", header(section));
        for (const auto& key : doc.schema.keys)
            if (key.section == section.name) out += sample_key(doc, section, key);
    }
    return out;
}

std::string reference(const ConfigDoc& doc) {
    std::string out;
    for (const auto& section : doc.schema.sections) {
        out += roff::subsection(header(section), fmt::format("{} {}", section.help, occurrence(section)));
        for (const auto& key : doc.schema.keys)
            if (key.section == section.name)
                out += roff::item(key.key, fmt::format("{} {}", explanation(key), fallback(key)));
    }
    return out;
}

} // namespace docs
