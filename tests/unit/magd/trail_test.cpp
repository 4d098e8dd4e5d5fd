#include <doctest/doctest.h>

#include "magd/log.hpp"
#include "magd/trail.hpp"

namespace trail_test {

using magd::Trail;

const base::MacAddress one{{2, 0, 0, 0, 0, 1}};
const base::MacAddress other{{2, 0, 0, 0, 0, 2}};

std::vector<std::string> texts(const std::vector<Trail::Step>& steps) {
    std::vector<std::string> out;
    for (const auto& step : steps) out.push_back(step.text);
    return out;
}

void add(Trail& trail, const base::MacAddress& mac, std::string text) {
    trail.add({.at = {}, .mac = mac, .text = std::move(text)});
}

TEST_CASE("a trail has the steps of each client in their order") {
    Trail trail(4);
    CHECK(trail.of(one).empty());
    add(trail, one, "a");
    add(trail, other, "b");
    add(trail, one, "c");
    CHECK(texts(trail.of(one)) == std::vector<std::string>{"a", "c"});
    CHECK(texts(trail.of(other)) == std::vector<std::string>{"b"});
}

TEST_CASE("a trail forgets the oldest steps, of whatever client") {
    Trail trail(3);
    for (const auto* text : {"a", "b", "c", "d", "e"}) add(trail, one, text);
    CHECK(texts(trail.of(one)) == std::vector<std::string>{"c", "d", "e"});
    add(trail, other, "f");
    CHECK(texts(trail.of(one)) == std::vector<std::string>{"d", "e"});
    for (const auto* text : {"g", "h", "i"}) add(trail, other, text);
    CHECK(trail.of(one).empty());
    CHECK(texts(trail.of(other)) == std::vector<std::string>{"g", "h", "i"});
}

TEST_CASE("what is logged of a client is in the trail, written or not") {
    namespace logging = magd::log;
    const base::MacAddress logged{{2, 0, 0, 0, 0, 9}};
    logging::set_level(logging::Level::error);
    logging::client(logging::Level::info, logged, "attach on {}", "wlan0");
    logging::client(logging::Level::debug, logged, "no more than a detail");
    logging::step(logged, "not worth a line");
    logging::set_level(logging::Level::info);
    CHECK(texts(logging::trail_of(logged)) ==
          std::vector<std::string>{"attach on wlan0", "not worth a line"});
}

} // namespace trail_test
