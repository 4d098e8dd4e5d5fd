#include <doctest/doctest.h>

#include <array>

#include "magd/config.hpp"
#include "magd/config_keys.hpp"
#include "tests/unit/docs/support.hpp"
#include "tools/docs/config_doc.hpp"
#include "tools/lma/config.hpp"

namespace docs::test {
namespace {

using magd::ConfigKey;
using magd::ConfigKind;
using magd::ConfigSection;

constexpr std::array<std::string_view, 2> colours{"red", "blue"};
constexpr std::array sections{
    ConfigSection{"box", ConfigSection::Occurs::once_or_more, "A box."},
    ConfigSection{"paint", ConfigSection::Occurs::at_most_once, "Its paint."},
    ConfigSection{"lid", ConfigSection::Occurs::any, "A lid."},
};
constexpr std::array keys{
    ConfigKey{"box", "address", ConfigKind::ipv4, "", "", "where it is"},
    ConfigKey{"box", "size", ConfigKind::integer, "7", "octets", "how large it is", 1, 9},
    ConfigKey{"paint", "colour", ConfigKind::choice, "\"red\"", "", "what it looks like", 0, 0, colours},
    magd::list_of({"paint", "layers", ConfigKind::choice, magd::unset, "", "further ones", 0, 0, colours}),
    ConfigKey{"lid", "size", ConfigKind::integer, "7", "octets", "how large it is", 1, 9},
};
constexpr std::array examples{
    Example{"box", "address", "\"192.0.2.7\""},
    Example{"paint", "layers", "[\"blue\"]"},
};
constexpr ConfigDoc doc{"box.toml", {sections, keys}, examples};

TEST_CASE("a sample file sets what has no default and shows the defaults of the rest") {
    CHECK(sample_file(doc) ==
          "# Every key of box.toml. Those without a default are set, as an example; the\n"
          "# others stand behind a # with their defaults, or behind a # and a space with\n"
          "# an example where there is no default.\n"
          "\n# A box.\n[[box]]\n"
          "# Where it is (an IPv4 address).\naddress = \"192.0.2.7\"\n"
          "# How large it is (1 to 9 octets).\n#size = 7\n"
          "\n# Its paint.\n[paint]\n"
          "# What it looks like (\"red\" or \"blue\").\n#colour = \"red\"\n"
          "# Further ones (a list of at most 16, each \"red\" or \"blue\").\n# layers = [\"blue\"]\n"
          "\n# A lid.\n# [[lid]]\n# How large it is (1 to 9 octets).\n# size = 7\n");
}

TEST_CASE("the reference tells values and defaults of every key") {
    CHECK(reference(doc) ==
          ".SS [[box]]\nA box. Required, one or more.\n"
          ".TP\n\\fBaddress\\fR\nWhere it is (an IPv4 address). Required.\n"
          ".TP\n\\fBsize\\fR\nHow large it is (1 to 9 octets). Default: 7.\n"
          ".SS [paint]\nIts paint. Optional.\n"
          ".TP\n\\fBcolour\\fR\nWhat it looks like (\"red\" or \"blue\"). Default: \"red\".\n"
          ".TP\n\\fBlayers\\fR\nFurther ones (a list of at most 16, each \"red\" or \"blue\"). Not set by "
          "default.\n"
          ".SS [[lid]]\nA lid. Optional, any number of them.\n"
          ".TP\n\\fBsize\\fR\nHow large it is (1 to 9 octets). Default: 7.\n");
}

TEST_CASE("a missing or a needless example is noticed") {
    static_assert(doc.complete());
    static_assert(!ConfigDoc{"box.toml", {sections, keys}, {}}.complete());
    static constexpr std::array needless{examples[0], examples[1], Example{"box", "size", "8"}};
    static_assert(!ConfigDoc{"box.toml", {sections, keys}, needless}.complete());
}

TEST_CASE("the samples are valid configurations") {
    CHECK(magd::parse_config(document("magd.toml")));
    CHECK(lma::parse_config(document("lma.toml")));
    CHECK(lma::parse_config(with_every_key(document("lma.toml"))));
}

TEST_CASE("with every key in use, magd's sample means the same: the defaults that it shows are true") {
    const auto brief = magd::parse_config(document("magd.toml"));
    const auto full = magd::parse_config(with_every_key(document("magd.toml")));
    REQUIRE(brief);
    REQUIRE(full);
    CHECK(*brief == *full);
}

} // namespace
} // namespace docs::test
