#include <doctest/doctest.h>

#include <array>

#include "tools/docs/roff.hpp"

namespace docs::test {
namespace {

TEST_CASE("nothing in a text is taken as a command of roff") {
    CHECK(roff::escape("plain text") == "plain text");
    CHECK(roff::escape(".TH is a macro") == "\\&.TH is a macro");
    CHECK(roff::escape("first\n.second\n'third") == "first\n\\&.second\n\\&'third");
    CHECK(roff::escape("in the middle: . and '") == "in the middle: . and '");
    CHECK(roff::escape("\\fB") == "\\(rsfB");
}

TEST_CASE("a hyphen stays what a shell understands") { CHECK(roff::escape("--check") == "\\-\\-check"); }

TEST_CASE("a title names page, section, date and version") {
    CHECK(roff::title({.name = "magd.toml", .section = '5', .date = "2026-01-31"}) ==
          ".TH MAGD.TOML 5 2026-01-31 \"magd " MAGD_VERSION "\"\n");
}

TEST_CASE("a section may begin with its first paragraph; further ones are set apart") {
    CHECK(roff::section("See also") == ".SH SEE ALSO\n");
    CHECK(roff::section("Files", "None.") + roff::paragraph("Really.") == ".SH FILES\nNone.\n.PP\nReally.\n");
    CHECK(roff::subsection("[mag]", "This.") == ".SS [mag]\nThis.\n");
}

TEST_CASE("a tag is bold, its text beneath") {
    CHECK(roff::item("--all", "All of them.") == ".TP\n\\fB\\-\\-all\\fR\nAll of them.\n");
}

TEST_CASE("verbatim lines are not filled") {
    CHECK(roff::verbatim("a\n.b") == ".PP\n.nf\n.RS 4\na\n\\&.b\n.RE\n.fi\n");
}

TEST_CASE("other pages are listed at the end") {
    const std::array<std::string_view, 2> pages{"magd(8)", "magd.toml(5)"};
    CHECK(roff::see_also(pages) == ".SH SEE ALSO\nmagd(8), magd.toml(5)\n");
}

} // namespace
} // namespace docs::test
