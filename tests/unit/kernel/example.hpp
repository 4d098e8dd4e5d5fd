#pragma once

#include "magd/kernel/footprint.hpp"

/// A gateway with two LMAs and two access interfaces, and the client of the reference flow.
namespace example {

constexpr base::Ipv4 mag{0x0a6a236f};    // 10.106.35.111
constexpr base::Ipv4 lma1{0x0a6a2528};   // 10.106.37.40
constexpr base::Ipv4 lma2{0x0a6a2529};   // 10.106.37.41
constexpr base::Ipv4 home{0xc0a8052c};   // 192.168.5.44
constexpr base::Ipv4 router{0xc0a80501}; // 192.168.5.1
constexpr base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
inline const magd::kernel::InterfaceName wlan0{"wlan0"};

inline magd::kernel::Site site() {
    return {.address = mag,
            .port = 5436,
            .lmas = {{.name = "LMA1", .address = lma1}, {.name = "LMA2", .address = lma2}},
            .accesses = {"wlan0"},
            .mark_mask = 0xff,
            .table_base = 5213,
            .rule_priority = 5213};
}

inline magd::kernel::Carried client() {
    return {.access = wlan0,
            .mac = mac,
            .home_address = home,
            .default_router = router,
            .lma = 1,
            .downlink_key = 1,
            .uplink_key = 100};
}

} // namespace example
