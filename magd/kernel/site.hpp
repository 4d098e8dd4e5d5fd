#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"

namespace magd::kernel {

/// The way to one LMA in one encapsulation: one tunnel device, one mark, two tables.
struct Path {
    std::string lma; ///< its name
    pmip::Encapsulation encapsulation = pmip::Encapsulation::gre_udp;
    base::Address local, remote;   ///< ends of the tunnel, of one family; without meaning for `device`
    std::string device;            ///< the tunnel device: ours, or the operator's for `device`
    std::uint32_t path_mtu = 1500; ///< octets of the outer packet; of the inner one for `device`
    bool operator==(const Path&) const = default;
};

/// What footprints need to know of the configuration.
struct Site {
    std::uint16_t port = 0;  ///< UDP port of signalling and of GRE in UDP
    std::vector<Path> paths; ///< a path's number is its place here, from 1; not empty
    std::vector<std::string> accesses;
    std::string breakout{};       ///< interface by which offloaded flows leave; empty: none do
    bool local_routing = false;   ///< packets between clients of a path do not enter its tunnel
    bool fast_path = true;        ///< packets go from ingress to egress, past the machine's routing
    bool ipv6 = false;            ///< whether clients may have IPv6
    std::uint32_t mark_mask = 0;  ///< contiguous bits; a path's mark is its number there
    std::uint32_t table_base = 0; ///< gateway presence; then two tables for each path
    std::uint32_t rule_priority = 0;
    std::uint32_t clients = 10000; ///< at most; the maps are made for as many
    bool operator==(const Site&) const = default;
};

/// The keys of the tunnel devices themselves. They are stamped over on the way out, and stand in
/// for the real key on the way in; a packet that carries one on the wire is dropped. Two of them, since the
/// kernel tells GRE in UDP from plain GRE between the same addresses by nothing else.
constexpr std::uint32_t placeholder_key = 0x6d616764;
constexpr std::uint32_t plain_placeholder_key = 0x6d616765;

/// Prefix of our tunnel devices; nothing else on the machine is called so.
constexpr std::string_view tunnel_prefix = "mag-";

/// The name of our device for an LMA's `place`th encapsulation, from 0: mag-NAME, mag-NAME-2 and so on.
[[nodiscard]] std::string tunnel_name(const std::string& lma, std::size_t place = 0);
/// Octets of the largest packet that fits into the path's tunnel.
[[nodiscard]] std::uint32_t tunnel_mtu(const Path& path);
/// What the path's device has in place of a key; only for keyed encapsulations.
[[nodiscard]] std::uint32_t placeholder_of(pmip::Encapsulation encapsulation);

/// Whether packets of this path may pass the machine's routing by. Those by an operator's device may need it.
[[nodiscard]] bool has_fast_path(const Site& site, const Path& path);

/// Whether the interface carries clients' packets.
[[nodiscard]] bool concerns(const Site& site, const std::string& interface);

/// The mark of path `number` under the site's mask.
[[nodiscard]] std::uint32_t mark_of(const Site& site, std::uint32_t number);
/// Stands for a path in the mark of packets that leave locally.
[[nodiscard]] std::uint32_t breakout_number(const Site& site);
/// Default route to the path's tunnel, for marked packets.
[[nodiscard]] std::uint32_t uplink_table(const Site& site, std::uint32_t number);
/// Routes of the path's clients, for packets out of its tunnel. Apart from the uplink table, so that
/// a client's packet to another client goes through the LMA, unless local routing is on.
[[nodiscard]] std::uint32_t downlink_table(const Site& site, std::uint32_t number);

} // namespace magd::kernel
