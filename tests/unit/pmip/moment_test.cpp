#include <doctest/doctest.h>

#include "magd/pmip/types.hpp"

namespace moment_test {

using pmip::Moment, pmip::TimePoint, pmip::Seconds;

TEST_CASE("a moment is a point of time or none") {
    const TimePoint first{}, later{Seconds{5}};
    Moment moment;
    CHECK_FALSE(moment);
    CHECK(moment.value_or(later) == later);
    CHECK(std::optional<TimePoint>(moment) == std::nullopt);
    CHECK(moment == std::nullopt);

    moment = first; // the beginning of all times is one
    REQUIRE(moment);
    CHECK(*moment == first);
    CHECK(moment == first);
    CHECK(moment != Moment(later));
    CHECK(moment.value_or(later) == first);
    CHECK(std::optional<TimePoint>(moment) == first);

    moment.reset();
    CHECK_FALSE(moment.has_value());
    CHECK(sizeof(Moment) == sizeof(TimePoint));
}

} // namespace moment_test
