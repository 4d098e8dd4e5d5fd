#include <doctest/doctest.h>

#include "magd/access/arp_announcement.hpp"
#include "magd/access/arp_sighting.hpp"

namespace arp_announcement_test {

using namespace magd::access;

TEST_CASE("the frame tells one client where its router is") {
    const base::MacAddress gateway{{0x02, 0, 0, 0, 0, 1}}, client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
    const auto frame = encode(ArpAnnouncement{.gateway = gateway, .router = {0xc0a80501}, .client = client});
    const base::Bytes ethernet{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 0x02, 0, 0, 0, 0, 1, 0x08, 0x06};
    const base::Bytes request{0, 1, 8, 0, 6, 4, 0, 1};
    const base::Bytes sender{0x02, 0, 0, 0, 0, 1, 192, 168, 5, 1}, target{0, 0, 0, 0, 0, 0, 192, 168, 5, 1};
    base::Bytes expected;
    for (const auto* part : {&ethernet, &request, &sender, &target})
        expected.insert(expected.end(), part->begin(), part->end());
    CHECK(frame == expected);
    CHECK(decode_arp_sighting(frame) == Sighting{.mac = gateway});
}

} // namespace arp_announcement_test
