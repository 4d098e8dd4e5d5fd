#include <doctest/doctest.h>

#include "magd/access/arp_announcement.hpp"
#include "magd/access/arp_sighting.hpp"

namespace arp_announcement_test {

using namespace magd::access;

TEST_CASE("the frame tells one client where its router is") {
    const base::MacAddress gateway{{0x02, 0, 0, 0, 0, 1}}, client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
    const auto frame = encode(ArpAnnouncement{
        .gateway = gateway, .router = {0xc0a80501}, .client = client, .home_address = {0xc0a8052c}});
    CHECK(frame == base::Bytes{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 0x02, 0,   0, 0,
                               0,    1,    0x08, 0x06,                              // Ethernet
                               0,    1,    8,    0,    6,    4,    0,    2,         // a reply
                               0x02, 0,    0,    0,    0,    1,    192,  168, 5, 1, // router
                               0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 192,  168, 5, 44});
    CHECK(decode_arp_sighting(frame) == Sighting{.mac = gateway});
}

} // namespace arp_announcement_test
