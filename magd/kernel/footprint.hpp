#pragma once

#include <string>
#include <vector>

#include "magd/kernel/state.hpp"
#include "magd/pmip/binding.hpp"

namespace magd::kernel {

/// What footprints need to know of the configuration.
struct Site {
    struct Lma {
        std::string name;
        base::Ipv4 address;
        std::uint32_t path_mtu = 1500; ///< octets
        bool operator==(const Lma&) const = default;
    };
    base::Ipv4 address;     ///< of the MAG: proxy care-of address, tunnel source
    std::uint16_t port = 0; ///< UDP port of signalling and data
    std::vector<Lma> lmas;  ///< an LMA's number is its place here, from 1
    std::vector<std::string> accesses;
    std::uint32_t mark_mask = 0;  ///< contiguous bits; an LMA's mark is its number there
    std::uint32_t table_base = 0; ///< gateway presence; then two tables for each LMA
    std::uint32_t rule_priority = 0;
    std::uint32_t clients = 10000; ///< at most; the maps are made for as many
    bool operator==(const Site&) const = default;
};

/// IPv4 header 20, UDP 8, GRE with key 8: what GRE-in-UDP takes from the path MTU.
constexpr std::uint32_t tunnel_overhead = 36;

/// The key of the tunnel devices themselves. It is stamped over on the way out, and stands in
/// for the real key on the way in; a packet that carries it on the wire is dropped.
constexpr std::uint32_t placeholder_key = 0x6d616764;

/// Prefix of our tunnel devices; nothing else on the machine is called so.
constexpr std::string_view tunnel_prefix = "mag-";

[[nodiscard]] std::string tunnel_name(const Site::Lma& lma);
/// The mark of LMA `number` under the site's mask.
[[nodiscard]] std::uint32_t mark_of(const Site& site, std::uint32_t number);
/// Default route to the LMA's tunnel, for marked packets.
[[nodiscard]] std::uint32_t uplink_table(const Site& site, std::uint32_t number);
/// Host routes of the LMA's clients, for packets out of its tunnel. Apart from the uplink
/// table, so that a client's packet to another client still goes through the LMA.
[[nodiscard]] std::uint32_t downlink_table(const Site& site, std::uint32_t number);

/// The objects that are there with no client at all; their number depends on LMAs and
/// access interfaces only.
[[nodiscard]] KernelState fixed_footprint(const Site& site);

/// The part of a binding that the kernel must know.
struct Carried {
    InterfaceName access;
    base::MacAddress mac;
    base::Ipv4 home_address;
    base::Ipv4 default_router;
    std::uint32_t lma = 0; ///< number
    std::uint32_t downlink_key = 0;
    std::uint32_t uplink_key = 0;
    bool operator==(const Carried&) const = default;
};

/// From an accepted binding, that is one with an IPv4 session and an uplink key, of a
/// configured LMA; the caller asserts that by calling.
[[nodiscard]] Carried carried(const Site& site, const pmip::Binding& binding);

/// What one client needs: entries only, never a device, a rule or a chain.
[[nodiscard]] KernelState footprint(const Site& site, const Carried& client);

/// A default router that clients of one access interface ask for by ARP.
struct Gateway {
    InterfaceName access;
    base::Ipv4 router;
    auto operator<=>(const Gateway&) const = default;
};

/// Makes the kernel answer ARP for the router: shared by all clients that have it.
[[nodiscard]] KernelState gateway_footprint(const Gateway& gateway);

} // namespace magd::kernel
