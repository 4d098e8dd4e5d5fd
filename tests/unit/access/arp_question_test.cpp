#include <doctest/doctest.h>

#include "magd/access/arp_question.hpp"

namespace arp_question_test {

using namespace magd::access;

TEST_CASE("a client is asked by its router, and by nobody who wants its address") {
    const base::MacAddress gateway{{0x02, 0, 0, 0, 0, 1}}, client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
    const auto frame = encode(
        ArpQuestion{.gateway = gateway, .router = {0xc0a80501}, .client = client, .home = {0xc0a8052c}});
    const base::Bytes ethernet{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 0x02, 0, 0, 0, 0, 1, 0x08, 0x06};
    const base::Bytes request{0, 1, 8, 0, 6, 4, 0, 1};
    const base::Bytes sender{0x02, 0, 0, 0, 0, 1, 192, 168, 5, 1}, target{0, 0, 0, 0, 0, 0, 192, 168, 5, 44};
    base::Bytes expected;
    for (const auto* part : {&ethernet, &request, &sender, &target})
        expected.insert(expected.end(), part->begin(), part->end());
    CHECK(frame == expected);
}

} // namespace arp_question_test
