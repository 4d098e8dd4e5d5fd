#include "tools/lma/tunnel_shape.hpp"

#include <cassert>

namespace lma {
namespace {

using pmip::Encapsulation;

constexpr std::uint32_t path_mtu = 1500;

/// Octets of the headers around the packet, RFC 5844 section 4 and RFC 2890.
std::uint32_t overhead(const CacheEntry& entry) {
    const bool ipv6 = std::holds_alternative<base::Ipv6>(entry.proxy_coa);
    const std::uint32_t outer = ipv6 ? 40 : 20;
    switch (entry.encapsulation) {
    case Encapsulation::gre_udp: return outer + 8 + 8;
    case Encapsulation::gre: return outer + 8;
    case Encapsulation::gre_unkeyed: return outer + 4;
    case Encapsulation::ip: return outer;
    case Encapsulation::device: break;
    }
    assert(false);
    return 0;
}

} // namespace

base::Result<nlink::Tunnel> tunnel_of(const CacheEntry& entry, const Ends& ends, const std::string& name) {
    const bool ipv6 = std::holds_alternative<base::Ipv6>(entry.proxy_coa);
    if (ipv6 && !ends.ipv6)
        return base::fail("no IPv6 address here for the tunnel to " + base::to_string(entry.proxy_coa));
    nlink::Tunnel out{.name = name,
                      .kind = entry.encapsulation == Encapsulation::ip ? nlink::TunnelKind::ip
                                                                       : nlink::TunnelKind::gre,
                      .local = ipv6 ? base::Address{*ends.ipv6} : base::Address{ends.ipv4},
                      .remote = entry.proxy_coa,
                      .mtu = path_mtu - overhead(entry)};
    if (pmip::keyed(entry.encapsulation)) {
        out.input_key = entry.uplink_key;
        out.output_key = entry.downlink_key;
    }
    if (entry.encapsulation == Encapsulation::gre_udp) out.fou_port = ends.port;
    return out;
}

} // namespace lma
