#include "tools/docs/config_doc.hpp"

#include <fmt/format.h>

#include <cctype>
#include <ranges>

#include "magd/text_rule.hpp"
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

/// What the key's value may be, in words.
std::string values(const ConfigKey& key) {
    switch (key.kind) {
    case ConfigKind::ipv4: return "an IPv4 address";
    case ConfigKind::ipv4_list: return fmt::format("a list of at most {} IPv4 addresses", key.maximum);
    case ConfigKind::prefix: return "an IPv4 prefix";
    case ConfigKind::integer:
        return fmt::format("{} to {}{}{}", key.minimum, key.maximum, key.unit.empty() ? "" : " ", key.unit);
    case ConfigKind::boolean: return "true or false";
    case ConfigKind::choice: return one_of(key.choices);
    case ConfigKind::mask: return "a mask, such as \"0xff\"";
    default: return std::string(magd::text_rule(key.kind).expected);
    }
}

std::string occurrence(const ConfigSection& section) {
    switch (section.occurs) {
    case ConfigSection::Occurs::once: return "Required.";
    case ConfigSection::Occurs::once_or_more: return "Required, one or more.";
    case ConfigSection::Occurs::at_most_once: return "Optional.";
    }
    return {};
}

std::string fallback(const ConfigKey& key) {
    return key.required() ? "Required." : fmt::format("Default: {}.", key.fallback);
}

/// "Lease time told to clients (10 to 31536000 s)."
std::string explanation(const ConfigKey& key) {
    std::string out = fmt::format("{} ({}).", key.help, values(key));
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out;
}

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

std::string sample_key(const ConfigDoc& doc, const ConfigKey& key) {
    const auto setting = key.required() ? fmt::format("{} = {}", key.key, doc.example(key)->value)
                                        : fmt::format("#{} = {}", key.key, key.fallback);
    return comment(explanation(key)) + setting + '\n';
}

} // namespace

std::string sample_file(const ConfigDoc& doc) {
    std::string out =
        comment(fmt::format("Every key of {}. Those without a default are set, as an example; the "
                            "others stand behind a # with their defaults.",
                            doc.file));
    for (const auto& section : doc.schema.sections) {
        out += fmt::format("\n{}{}\n", comment(section.help), header(section));
        for (const auto& key : doc.schema.keys)
            if (key.section == section.name) out += sample_key(doc, key);
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
