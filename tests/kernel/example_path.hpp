#pragma once

#include "tests/kernel/path_lab.hpp"

/// A client and its path, and what goes over it.
namespace example_path {

using namespace magd::kernel;
using namespace path_lab;
using pmip::Encapsulation;
using support::ip, support::ip6;
using wire::Bytes, wire::Ends;

constexpr std::uint16_t port = 5436;
constexpr std::uint32_t downlink_key = 7, uplink_key = 100;
const Ends outer4{ip("10.0.0.1"), ip("10.0.0.2")}, outer6{ip6("2001:db8:f::1"), ip6("2001:db8:f::2")};
const Ends inner4{ip("192.168.5.44"), ip("198.51.100.7")},
    inner6{ip6("2001:db8:1::44"), ip6("2001:db8:99::7")};

inline Path path(Encapsulation encapsulation, const Ends& outer, const std::string& device = "mag-LMA1") {
    return {.lma = "LMA1",
            .encapsulation = encapsulation,
            .local = outer.source,
            .remote = outer.destination,
            .device = device};
}

inline Site site(std::vector<Path> paths) {
    return {.port = port,
            .paths = std::move(paths),
            .accesses = {"wlan0"},
            .ipv6 = true,
            .mark_mask = 0xff,
            .table_base = 5213,
            .rule_priority = 5213,
            .clients = 100};
}

inline Carried client(const Site& at, std::uint32_t number = 1) {
    Carried out{.access = InterfaceName("wlan0"),
                .mac = client_mac,
                .path = number,
                .ipv4 = pmip::Ipv4Session{.home_address = support::prefix("192.168.5.44/24"),
                                          .default_router = ip("192.168.5.1")},
                .ipv6 = pmip::Ipv6Session{.home_prefixes = {{ip6("2001:db8:1::"), 64}}}};
    if (keyed(at.paths[number - 1].encapsulation)) {
        out.downlink_key = downlink_key;
        out.uplink_key = uplink_key;
    }
    return out;
}

/// What goes over the path: this packet in the path's headers.
inline Bytes tunnelled(const Path& path, const Ends& outer, std::uint32_t key, const Ends& inner,
                       const Bytes& packet) {
    if (path.encapsulation == Encapsulation::ip)
        return wire::ip(outer, wire::ethertype(inner.source) == ETHERTYPE_IP ? IPPROTO_IPIP : IPPROTO_IPV6,
                        packet);
    const auto gre = wire::gre(keyed(path.encapsulation) ? std::optional(key) : std::nullopt, inner, packet);
    if (path.encapsulation == Encapsulation::gre_udp)
        return wire::ip(outer, IPPROTO_UDP, wire::udp(port, gre));
    return wire::ip(outer, IPPROTO_GRE, gre);
}

/// Of what came over the path: all behind the outer IP header, whose fields the kernel chooses.
inline Bytes inside(const Ends& outer, const Bytes& packet) {
    const std::size_t header = wire::ethertype(outer.source) == ETHERTYPE_IP ? 20 : 40;
    if (packet.size() < header) return {};
    return {packet.begin() + static_cast<std::ptrdiff_t>(header), packet.end()};
}

} // namespace example_path
