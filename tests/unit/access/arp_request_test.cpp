#include <doctest/doctest.h>

#include "magd/access/arp_request.hpp"
#include "magd/access/arp_sighting.hpp"

namespace arp_request_test {

using namespace magd::access;

const base::MacAddress gateway{{0x02, 0, 0, 0, 0, 1}}, client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
const base::Ipv4 router{0xc0a80501};

/// Up to the address that it is about.
base::Bytes expected(const base::Bytes& target) {
    base::Bytes frame{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 0x02, 0, 0, 0, 0, 1, 0x08, 0x06};
    const base::Bytes request{0, 1, 8, 0, 6, 4, 0, 1};
    const base::Bytes sender{0x02, 0, 0, 0, 0, 1, 192, 168, 5, 1}, nobody{0, 0, 0, 0, 0, 0};
    for (const auto* part : {&request, &sender, &nobody, &target})
        frame.insert(frame.end(), part->begin(), part->end());
    return frame;
}

TEST_CASE("a client is told where its router is") {
    const auto frame =
        encode(ArpRequest{.gateway = gateway, .router = router, .client = client, .target = router});
    CHECK(frame == expected({192, 168, 5, 1}));
    CHECK(decode_arp_sighting(frame) == Sighting{.mac = gateway});
}

TEST_CASE("a client is asked by its router, and by nobody who wants its address") {
    const auto frame =
        encode(ArpRequest{.gateway = gateway, .router = router, .client = client, .target = {0xc0a8052c}});
    CHECK(frame == expected({192, 168, 5, 44}));
}

} // namespace arp_request_test
