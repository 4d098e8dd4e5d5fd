#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "nlink/base/interned.hpp"

namespace interned_test {

using Text = base::Interned<std::string>;
using Texts = base::Interned<std::vector<std::string>>;

TEST_CASE("equal values share one place, others have their own") {
    const Text one = "LMA1", same = std::string("LMA1"), other = "LMA2";
    CHECK(&*one == &*same);
    CHECK(one == same);
    CHECK(one != other);
    CHECK((one < other));
    CHECK(sizeof one == sizeof(void*));
}

TEST_CASE("it is used as the value is") {
    Text name;
    CHECK(name.empty());
    name = "wlan0";
    CHECK(name == "wlan0");
    CHECK(name == std::string("wlan0"));
    const std::string& text = name;
    CHECK(text.size() == 5);
    CHECK(std::string_view(name) == "wlan0");

    const Texts names{"LMA1", "LMA2"};
    CHECK(names.size() == 2);
    CHECK(names.front() == "LMA1");
    CHECK(names == std::vector<std::string>{"LMA1", "LMA2"});
    std::string all;
    for (const auto& each : names) all += each;
    CHECK(all == "LMA1LMA2");
}

} // namespace interned_test
