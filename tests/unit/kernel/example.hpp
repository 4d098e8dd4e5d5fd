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

constexpr base::Ipv6 prefix{{0x20, 0x01, 0x0d, 0xb8, 0, 1}};     // 2001:db8:1::
constexpr base::Ipv6 mag6{{0x20, 0x01, 0x0d, 0xb8, 0x0f}};       // 2001:db8:f00::
constexpr base::Ipv6 lma6{{0x20, 0x01, 0x0d, 0xb8, 0x0f, 0x01}}; // 2001:db8:f01::

inline magd::kernel::Path path(const std::string& lma, base::Ipv4 remote) {
    return {.lma = lma, .local = mag, .remote = remote, .device = magd::kernel::tunnel_name(lma)};
}

inline magd::kernel::Site site() {
    return {.port = 5436,
            .paths = {path("LMA1", lma1), path("LMA2", lma2)},
            .accesses = {"wlan0"},
            .mark_mask = 0xff,
            .table_base = 5213,
            .rule_priority = 5213};
}

/// One path of this encapsulation, for clients of both families.
inline magd::kernel::Site site(pmip::Encapsulation encapsulation, bool over_ipv6 = false) {
    auto site = example::site();
    site.ipv6 = true;
    site.paths = {path("LMA1", lma1)};
    auto& only = site.paths.front();
    only.encapsulation = encapsulation;
    if (over_ipv6) only.local = mag6, only.remote = lma6;
    if (encapsulation == pmip::Encapsulation::device) only.device = "wg0";
    return site;
}

inline magd::kernel::Carried client() {
    return {.access = wlan0,
            .mac = mac,
            .path = 1,
            .downlink_key = 1,
            .uplink_key = 100,
            .ipv4 = pmip::Ipv4Session{.home_address = {home, 24}, .default_router = router}};
}

inline magd::kernel::Carried dual_client() {
    auto both = client();
    both.ipv6 = pmip::Ipv6Session{.home_prefixes = {{prefix, 64}}};
    return both;
}

} // namespace example
