#include <doctest/doctest.h>

#include "magd/wakeup.hpp"

namespace magd {

TEST_CASE("what waits is taken; of a flood, a part at a time") {
    int waiting = 0;
    int tried = 0;
    const auto take = [&] { return ++tried, waiting > 0 && waiting-- > 0; };
    SUBCASE("a few") {
        waiting = 3;
        take_some(take);
        CHECK(tried == 4);
        CHECK(waiting == 0);
    }
    SUBCASE("a flood") {
        waiting = 1000;
        take_some(take);
        CHECK(waiting == 1000 - messages_per_wakeup);
    }
}

} // namespace magd
