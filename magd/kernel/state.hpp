#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nlink/base/address.hpp"

/// What the kernel must hold so that it forwards every client's packets by itself.
/// Plain keys and values, sorted; interfaces by name, since an index does not survive
/// a device that is made again. How each object is said to the kernel is netlink_kernel's
/// business; why it is there is footprint's.
namespace magd::kernel {

/// An interface name of up to 15 characters (IFNAMSIZ - 1), without a heap allocation.
struct InterfaceName {
    std::array<char, 16> characters{};
    InterfaceName() = default;
    /// Longer names are cut: the configuration refuses them before.
    explicit InterfaceName(std::string_view text) { text.copy(characters.data(), characters.size() - 1); }
    [[nodiscard]] std::string_view view() const { return characters.data(); }
    /// Entries of tables are all that is left of it, which name it by its number: see Interfaces.
    [[nodiscard]] bool gone() const { return characters.front() == ':'; }
    bool operator==(const InterfaceName&) const = default;
    /// As texts: the maps below are sorted by it a million times.
    std::strong_ordering operator<=>(const InterfaceName& other) const {
        const auto mine = halves(), theirs = other.halves();
        return mine <=> theirs;
    }

  private:
    /// As two big numbers.
    [[nodiscard]] std::array<std::uint64_t, 2> halves() const {
        auto numbers = std::bit_cast<std::array<std::uint64_t, 2>>(characters);
        if constexpr (std::endian::native == std::endian::little)
            for (auto& number : numbers) number = std::byteswap(number);
        return numbers;
    }
};

/// A FOU receive port: UDP datagrams to it are GRE (IP protocol 47).
struct FouPortKey {
    std::uint16_t port = 0;
    auto operator<=>(const FouPortKey&) const = default;
};
struct FouPort {
    std::uint8_t protocol = 47;
    bool operator==(const FouPort&) const = default;
};

/// A tunnel device to one LMA.
struct TunnelKey {
    InterfaceName name;
    auto operator<=>(const TunnelKey&) const = default;
};
struct Tunnel {
    bool gre = true;                   ///< else the packet itself
    base::Address local, remote;       ///< of one family
    std::optional<std::uint32_t> key;  ///< GRE: placeholder, both ways
    std::optional<std::uint16_t> port; ///< GRE in UDP
    std::uint32_t mtu = 0;
    bool operator==(const Tunnel&) const = default;
};

/// Kernel settings of an interface that carries client packets. They stay when it carries none.
struct InterfaceKey {
    InterfaceName name;
    auto operator<=>(const InterfaceKey&) const = default;
};
struct InterfaceSettings {
    bool forwarding = true;
    bool reverse_path_filter = false;
    bool ipv6_router = false; ///< it forwards, as the machine does, and answers for default routers
    bool operator==(const InterfaceSettings&) const = default;
};

/// An address of an interface, that is used without a question whether another host has it.
struct AddressKey {
    InterfaceName interface;
    base::Prefix6 address;
    auto operator<=>(const AddressKey&) const = default;
};
struct Address {
    bool operator==(const Address&) const = default;
};

struct RouteKey {
    std::uint32_t table = 0;
    base::Prefix destination;
    auto operator<=>(const RouteKey&) const = default;
};
struct Route {
    InterfaceName out;
    std::optional<base::Ipv6> next_hop{}; ///< behind `out`, whatever routes say
    bool operator==(const Route&) const = default;
};

/// A policy rule: packets with this mark, or from this interface, look into `table`; table 0
/// drops them. Rules of the same priority and selector may lead to several tables, so all of it
/// is the key.
struct RuleKey {
    base::Family family = base::Family::ipv4;
    std::uint32_t priority = 0;
    std::uint32_t mark = 0;
    std::uint32_t mask = 0;
    InterfaceName in;
    std::uint32_t table = 0;
    auto operator<=>(const RuleKey&) const = default;
};
struct Rule {
    bool operator==(const Rule&) const = default;
};

/// A permanent neighbour entry; with `proxy`, the kernel answers for the address instead.
struct NeighbourKey {
    InterfaceName interface;
    base::Address address;
    bool proxy = false;
    auto operator<=>(const NeighbourKey&) const = default;
};
struct Neighbour {
    base::MacAddress mac; ///< all zero for a proxy entry
    bool operator==(const Neighbour&) const = default;
};

/// The fixed part of the nftables tables, known by what it was made from, and by what entries of clients
/// rely on.
struct RulesetKey {
    auto operator<=>(const RulesetKey&) const = default;
};
struct Ruleset {
    std::string site;                 ///< of the configuration
    std::string links;                ///< of the interfaces that it names by number, see links_fingerprint
    std::string maps;                 ///< of the clients' maps, see maps_fingerprint
    std::vector<std::string> paths{}; ///< the device of each, by number
    bool operator==(const Ruleset&) const = default;
};

/// Whether the entries of clients may stay where the fixed part becomes another: in maps of the same kind,
/// and a path's number is never another path's.
[[nodiscard]] bool keeps_entries(const Ruleset& before, const Ruleset& after);

/// Lets a client in: its packets get the mark of this path. A miss is dropped and counted. Here
/// and below, a client's IPv6 address is its home prefix of 64 bits, with zeros behind.
struct UplinkKey {
    InterfaceName access;
    base::MacAddress mac;
    base::Address home;
    auto operator<=>(const UplinkKey&) const = default;
};
struct Uplink {
    std::uint32_t path = 0; ///< number of the path, from 1
    bool operator==(const Uplink&) const = default;
};

/// The GRE key that the LMA assigned for packets of this home address.
struct UplinkGreKey {
    std::uint32_t path = 0;
    base::Address home;
    auto operator<=>(const UplinkGreKey&) const = default;
};

/// Accepts a binding's downlink packets: only on its path, with its key, to its address; they leave by its
/// access interface. The key is 0 where the path has none.
struct DownlinkKey {
    std::uint32_t path = 0;
    std::uint32_t key = 0;
    base::Address home;
    auto operator<=>(const DownlinkKey&) const = default;
};

struct Downlink {
    InterfaceName access;
    std::optional<base::Ipv6> next_hop{}; ///< of IPv6: the client's address on the link
    bool operator==(const Downlink&) const = default;
};

struct GreKeyValue {
    std::uint32_t key = 0;
    bool operator==(const GreKeyValue&) const = default;
};

/// First and last.
template <class T>
struct Span {
    T first{}, last{};
    auto operator<=>(const Span&) const = default;
};

/// Packets of a client that are meant by its offload policy. No two of a client overlap.
struct OffloadFlow {
    std::uint32_t path = 0;
    base::Ipv4 home;
    Span<base::Ipv4> destination;
    Span<std::uint8_t> protocol;
    Span<std::uint16_t> port; ///< destination's; all of them for a protocol without
    auto operator<=>(const OffloadFlow&) const = default;
};
/// A client whose policy lets out all packets but those.
struct OffloadOthers {
    std::uint32_t path = 0;
    base::Ipv4 home;
    auto operator<=>(const OffloadOthers&) const = default;
};
struct Present {
    bool operator==(const Present&) const = default;
};

struct KernelState {
    std::map<FouPortKey, FouPort> fou_ports;
    std::map<TunnelKey, Tunnel> tunnels;
    std::map<InterfaceKey, InterfaceSettings> interfaces;
    std::map<AddressKey, Address> addresses;
    std::map<RouteKey, Route> routes;
    std::map<RuleKey, Rule> rules;
    std::map<NeighbourKey, Neighbour> neighbours;
    std::map<RulesetKey, Ruleset> ruleset;
    std::map<DownlinkKey, Downlink> downlink;
    std::map<UplinkGreKey, GreKeyValue> uplink_keys;
    std::map<OffloadFlow, Present> offload_flows;
    std::map<OffloadOthers, Present> offload_others;
    std::map<UplinkKey, Uplink> uplink;

    bool operator==(const KernelState&) const = default;
};

/// Calls `visit(map of each state...)` for the kinds that live inside the nftables tables; the uplink map,
/// which lets a client's packets in, comes last.
template <class Visit, class... States>
void for_each_table_kind(Visit&& visit, States&... states) {
    visit(states.downlink...);
    visit(states.uplink_keys...);
    visit(states.offload_flows...);
    visit(states.offload_others...);
    visit(states.uplink...);
}

/// Calls `visit(map of each state...)` for every kind of object, in the order in which
/// objects are made: what is referred to comes before what refers.
template <class Visit, class... States>
void for_each_kind(Visit&& visit, States&... states) {
    visit(states.fou_ports...);
    visit(states.tunnels...);
    visit(states.interfaces...);
    visit(states.addresses...);
    visit(states.routes...);
    visit(states.rules...);
    visit(states.neighbours...);
    visit(states.ruleset...);
    for_each_table_kind(visit, states...);
}

/// The objects of both; where both have one, that of `more` counts.
[[nodiscard]] KernelState merged(KernelState state, const KernelState& more);

/// True if no kind has an object.
[[nodiscard]] bool empty(const KernelState& state);

} // namespace magd::kernel
