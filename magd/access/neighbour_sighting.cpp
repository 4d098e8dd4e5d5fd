#include "magd/access/neighbour_sighting.hpp"

#include <netinet/icmp6.h>

#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr std::uint8_t discovery_hop_limit = 255;

bool of_a_client(std::uint8_t type) {
    return type == ND_ROUTER_SOLICIT || type == ND_NEIGHBOR_SOLICIT || type == ND_NEIGHBOR_ADVERT;
}

/// Duplicate Address Detection (RFC 4862 section 5.4.2).
base::Ipv6 wanted_by(const base::Ipv6Header& ip, base::ByteView message) {
    base::Ipv6 wanted;
    if (message.front() != ND_NEIGHBOR_SOLICIT || !ip.source.unspecified()) return wanted;
    base::Reader in(message);
    (void)in.take(offsetof(nd_neighbor_solicit, nd_ns_target));
    in.value(wanted);
    return in.ok() ? wanted : base::Ipv6{};
}

} // namespace

std::optional<NeighbourSighting> decode_neighbour_sighting(base::ByteView frame) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    base::Ipv6Header ip;
    base::EthernetHeader::fields(in, ethernet);
    base::Ipv6Header::fields(in, ip);
    const auto message = in.take(ip.payload_length); // what is behind it is Ethernet padding
    if (!in.ok() || message.empty() || ethernet.type != ETH_P_IPV6 || ip.version() != 6) return std::nullopt;
    if (ip.next_header != IPPROTO_ICMPV6 || ip.hop_limit != discovery_hop_limit) return std::nullopt;
    if (!of_a_client(message.front()) || !individual(ethernet.source)) return std::nullopt;
    if (ip.source.octets[0] == 0xff) return std::nullopt; // a group sends nothing
    if (base::upper_layer_checksum(ip.source, ip.destination, IPPROTO_ICMPV6, message) != 0)
        return std::nullopt;
    return NeighbourSighting{.mac = ethernet.source, .source = ip.source, .wanted = wanted_by(ip, message)};
}

} // namespace magd::access
