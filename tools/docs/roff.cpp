#include "tools/docs/roff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace docs::roff {
namespace {

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

std::string line(std::string_view text) { return text.empty() ? std::string{} : escape(text) + '\n'; }

} // namespace

std::string escape(std::string_view text) {
    std::string out;
    char before = '\n';
    for (const char c : text) {
        if (before == '\n' && (c == '.' || c == '\'')) out += "\\&";
        // A bare hyphen may be shown as another sign, which nobody could paste into a shell.
        if (c == '-')
            out += "\\-";
        else if (c == '\\')
            out += "\\(rs";
        else
            out += c;
        before = c;
    }
    return out;
}

std::string title(const Title& title) {
    return fmt::format(".TH {} {} {} \"magd {}\"\n", upper(title.name), title.section, title.date,
                       MAGD_VERSION);
}

std::string section(std::string_view heading, std::string_view text) {
    return fmt::format(".SH {}\n{}", escape(upper(heading)), line(text));
}

std::string subsection(std::string_view heading, std::string_view text) {
    return fmt::format(".SS {}\n{}", escape(heading), line(text));
}

std::string paragraph(std::string_view text) { return ".PP\n" + line(text); }

std::string item(std::string_view tag, std::string_view text) {
    return fmt::format(".TP\n\\fB{}\\fR\n{}\n", escape(tag), escape(text));
}

std::string verbatim(std::string_view lines) {
    return fmt::format(".PP\n.nf\n.RS 4\n{}\n.RE\n.fi\n", escape(lines));
}

std::string see_also(std::span<const std::string_view> pages) {
    return section("See also", fmt::format("{}", fmt::join(pages, ", ")));
}

} // namespace docs::roff
