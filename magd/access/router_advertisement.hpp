#pragma once

#include <chrono>
#include <vector>

#include "nlink/base/bytes.hpp"

namespace magd::access {

using Seconds = std::chrono::seconds;

/// ff02::1
constexpr base::Ipv6 all_nodes{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

/// What one client is told of its router, RFC 4861 section 4.2 and RFC 8106. The client may form addresses
/// itself, whatever DHCPv6 gives it.
struct RouterAdvertisement {
    /// A prefix that is on-link and for address formation.
    struct Prefix {
        base::Prefix6 prefix{};
        Seconds lifetime{}; ///< valid and preferred; 0: the client must not use it any more
        bool operator==(const Prefix&) const = default;
    };
    Seconds
        router_lifetime{}; ///< as default router and of `dns` and `search`, up to 65535; 0: is none any more
    std::vector<Prefix> prefixes = {};
    std::uint32_t mtu = 0; ///< below 1280 it is not told: no link of IPv6 may have less
    std::vector<base::Ipv6> dns = {};
    base::Bytes search = {}; ///< domains, RFC 1035 section 3.1, without compression
    bool managed = false;    ///< DHCPv6 has an address for the client
    bool other = false;      ///< and what is no address
    bool operator==(const RouterAdvertisement&) const = default;
};

/// Where a frame comes from and goes to.
struct NdEnvelope {
    base::MacAddress source{}; ///< also told as the router's link-layer address
    base::Ipv6 router{};       ///< its link-local address
    base::MacAddress client{};
    /// May be a group in a frame to one client alone, RFC 6085.
    base::Ipv6 destination = all_nodes;
    bool operator==(const NdEnvelope&) const = default;
};

/// The whole Ethernet frame.
[[nodiscard]] base::Bytes encode_frame(const NdEnvelope& envelope, const RouterAdvertisement& message);

} // namespace magd::access
