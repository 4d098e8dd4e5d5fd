#pragma once

#include <optional>
#include <string>
#include <vector>

#include "magd/kernel/offload.hpp"
#include "magd/kernel/site.hpp"
#include "magd/kernel/state.hpp"
#include "magd/pmip/binding.hpp"
#include "nlink/base/boxed.hpp"

namespace magd::kernel {

/// The gateway's own on every access interface, with the length of a link's prefix.
constexpr base::Prefix6 gateway_address{.address = pmip::fixed_link_local, .length = 64};

/// The objects that are there with no client at all; their number depends on paths and
/// access interfaces only.
[[nodiscard]] KernelState fixed_footprint(const Site& site);
/// Of the same, what takes tunnels' UDP datagrams in.
[[nodiscard]] KernelState receive_ports(const Site& site);

/// The part of a binding that the kernel must know.
struct Carried {
    InterfaceName access;
    base::MacAddress mac;
    std::uint32_t path = 0;                         ///< number
    std::uint32_t downlink_key = 0, uplink_key = 0; ///< of keyed paths; else 0
    std::optional<pmip::Ipv4Session> ipv4{};        ///< at least one of the two
    base::Boxed<pmip::Ipv6Session> ipv6{};          ///< prefixes of 64 bits
    base::Boxed<Offload> offload{};                 ///< of its IPv4 packets, where the site has a breakout
    bool operator==(const Carried&) const = default;
};

/// Why this site cannot carry the binding; empty if it can.
[[nodiscard]] std::string obstacle(const Site& site, const pmip::Binding& binding);

/// From an accepted binding, that is one with a session and, on a keyed path, an uplink key, of
/// a configured LMA and encapsulation; the caller asserts that by calling.
[[nodiscard]] Carried carried(const Site& site, const pmip::Binding& binding);

/// What one client needs: entries only, never a device, a rule or a chain.
[[nodiscard]] KernelState footprint(const Site& site, const Carried& client);

/// Whether it is found there by this address.
[[nodiscard]] bool is_behind(const Carried& client, const InterfaceName& access, base::Ipv4 home);

/// The link-local address that a client's MAC address gives (RFC 4291, appendix A).
[[nodiscard]] base::Ipv6 link_local_of(const base::MacAddress& mac);

/// A default router that clients of one access interface ask for, by ARP or neighbour solicitation.
struct Gateway {
    InterfaceName access;
    base::Address router;
    auto operator<=>(const Gateway&) const = default;
};

/// None for an IPv6 client whose router has the gateway's own address.
[[nodiscard]] std::vector<Gateway> gateways_of(const Carried& client);
/// Makes the kernel answer for the router: shared by all clients that have it.
[[nodiscard]] KernelState gateway_footprint(const Gateway& gateway);

} // namespace magd::kernel
