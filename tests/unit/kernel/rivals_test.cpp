/// Which rules of other programs are told of.
#include <doctest/doctest.h>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/rivals.hpp"
#include "magd/kernel/route_steps.hpp"
#include "tests/unit/kernel/example.hpp"

namespace rivals_test {

using namespace magd::kernel;

namespace {

/// The site's mask is 0xff, it has the paths 1 and 2, and its rules for marks are at 5215.
std::vector<std::string> told(const nlink::Rule& rule) { return rivals(example::site(), {rule}); }

} // namespace

TEST_CASE("a rule for marks of ours is named, with what becomes of packets") {
    CHECK(told({.priority = 100, .table = 77, .mark = 1, .mask = 0xff}) ==
          std::vector<std::string>{
              "another program's rule 100 of IPv4, fwmark 0x1/0xff, is for marks of kernel.mark_mask 0xff: "
              "clients' packets follow it, and not the tunnel; set kernel.mark_mask to bits that nobody else "
              "uses"});
    const auto behind = told({.priority = 6000, .table = 77, .mark = 2, .mask = 0xffffffff});
    REQUIRE(behind.size() == 1);
    CHECK(behind.front().find("its packets are taken for clients', and follow a tunnel") !=
          std::string::npos);
}

TEST_CASE("a rule that looks at some of our bits meets all paths that have them so") {
    CHECK(told({.priority = 100, .mark = 1, .mask = 1}).size() == 1);
    CHECK(told({.priority = 100, .mark = 0, .mask = 4}).size() == 1);
    CHECK(told({.priority = 100, .mark = 4, .mask = 4}).empty());
}

TEST_CASE("rules that are for no packet of ours are not told of") {
    CHECK(told({.priority = 100, .mark = 0x10000, .mask = 0xffffffff}).empty());
    CHECK(told({.priority = 100, .mark = 0x10000, .mask = 0x10000}).empty());
    CHECK(told({.priority = 100, .mark = 3, .mask = 0xff}).empty()); // there is no path 3
    CHECK(told({.priority = 100, .table = 77}).empty());
    CHECK(told({.priority = 100, .mark = 1, .mask = 0xff, .protocol = own_protocol}).empty());
}

TEST_CASE("a rule of IPv6 matters where clients have IPv6") {
    const nlink::Rule rule{.family = base::Family::ipv6, .priority = 100, .mark = 1, .mask = 0xff};
    auto at = example::site();
    CHECK(rivals(at, {rule}).empty());
    at.ipv6 = true;
    CHECK(rivals(at, {rule}).size() == 1);
}

TEST_CASE("a chain at the hook forward is named, where there is a fast path that does not come by it") {
    using namespace nlink::nft;
    const Chain chain{.table = {.name = "filter", .family = nlink::nft::Family::ipv4},
                      .name = "FORWARD",
                      .hook = Hook{.point = HookPoint::forward}};
    auto at = example::site();
    CHECK(passed_by(at, {chain}) ==
          std::vector<std::string>{"clients' packets pass chain FORWARD of another program's table ip filter "
                                   "by; to filter them there, set kernel.fast_path to false"});
    CHECK(passed_by(at, {{.table = chain.table, .name = "DOCKER", .hook = {}}}).empty());
    CHECK(passed_by(at, {{.table = chain.table, .name = "INPUT", .hook = Hook{.point = HookPoint::input}}})
              .empty());
    CHECK(passed_by(at, {{.table = stack_table, .name = "ours", .hook = chain.hook}}).empty());
    at.fast_path = false;
    CHECK(passed_by(at, {chain}).empty());
}

} // namespace rivals_test
