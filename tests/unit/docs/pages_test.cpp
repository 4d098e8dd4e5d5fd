#include <doctest/doctest.h>

#include "magd/config_keys.hpp"
#include "magd/methods.hpp"
#include "tests/unit/docs/support.hpp"
#include "tools/docs/roff.hpp"
#include "tools/lma/config_keys.hpp"

namespace docs::test {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string tag(std::string_view key) { return ".TP\n\\fB" + roff::escape(key) + "\\fR\n"; }

TEST_CASE("each document is there, and no other") {
    CHECK(documents().size() == 6);
    for (const auto* const file :
         {"magd.8", "magd.toml.5", "magctl.1", "magd-lma.8", "magd.toml", "lma.toml"}) {
        CAPTURE(file);
        CHECK(contains(document(file), "magd"));
    }
}

TEST_CASE("every key of a configuration is in its page") {
    const auto page = document("magd.toml.5");
    for (const auto& key : magd::config_keys) CHECK(contains(page, tag(key.key)));
    for (const auto& section : magd::config_sections) CHECK(contains(page, roff::escape(section.help)));

    const auto lab = document("magd-lma.8");
    for (const auto& key : lma::config_keys) CHECK(contains(lab, tag(key.key)));
}

TEST_CASE("magctl(1) tells what each method for people does") {
    const auto page = document("magctl.1");
    for (const auto& method : magd::methods) {
        CAPTURE(method.name);
        CHECK(contains(page, roff::escape(method.help)) == (method.name != "version"));
    }
}

TEST_CASE("a page bears the date that it is given") {
    CHECK(contains(document("magd.8"), ".TH MAGD 8 2026-01-31 "));
}

} // namespace
} // namespace docs::test
