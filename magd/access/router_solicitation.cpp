#include "magd/access/router_solicitation.hpp"

#include <netinet/icmp6.h>

#include <optional>

#include "magd/access/presence.hpp"
#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

constexpr std::uint8_t only_hop_limit = 255;

struct SolicitationHeader { // RFC 4861 section 4.1, up to the options
    std::uint8_t type = 0, code = 0;
    std::uint16_t checksum = 0;

    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.code);
        io.value(self.checksum);
        io.pad(4);
    }
};

/// Whether a Source Link-Layer Address option is there; nothing if the options are malformed.
std::optional<bool> names_link_layer(base::Reader& in) {
    bool named = false;
    while (in.left() != 0) {
        std::uint8_t type = 0, units = 0;
        in.value(type);
        in.value(units);
        if (units == 0) in.fail();
        in.pad(units == 0 ? 0 : std::size_t{8} * units - 2);
        if (!in.ok()) return std::nullopt;
        named |= type == ND_OPT_SOURCE_LINKADDR;
    }
    return named;
}

std::optional<NdDrop> judge_message(const base::Ipv6Header& ip, base::ByteView message) {
    base::Reader in(message);
    SolicitationHeader header;
    SolicitationHeader::fields(in, header);
    if (!in.ok()) return NdDrop::truncated;
    if (header.type != ND_ROUTER_SOLICIT) return NdDrop::not_a_solicitation;
    if (ip.hop_limit != only_hop_limit) return NdDrop::hop_limit;
    if (base::upper_layer_checksum(ip.source, ip.destination, IPPROTO_ICMPV6, message) != 0)
        return NdDrop::checksum;
    if (header.code != 0) return NdDrop::code;
    const auto named = names_link_layer(in);
    if (!named) return NdDrop::option;
    if (ip.source.octets[0] == 0xff || (ip.source.unspecified() && *named)) return NdDrop::source;
    return std::nullopt;
}

} // namespace

std::expected<RouterSolicitation, NdDrop> decode_solicitation(base::ByteView frame) {
    base::Reader in(frame);
    base::EthernetHeader ethernet;
    base::Ipv6Header ip;
    base::EthernetHeader::fields(in, ethernet);
    base::Ipv6Header::fields(in, ip);
    if (!in.ok()) return std::unexpected(NdDrop::truncated);
    if (ethernet.type != ETH_P_IPV6 || ip.version() != 6 || ip.next_header != IPPROTO_ICMPV6)
        return std::unexpected(NdDrop::not_a_solicitation);
    const auto message = in.take(ip.payload_length); // what is behind it is Ethernet padding
    if (!in.ok()) return std::unexpected(NdDrop::truncated);
    if (const auto drop = judge_message(ip, message)) return std::unexpected(*drop);
    if (!individual(ethernet.source)) return std::unexpected(NdDrop::hardware_address);
    return RouterSolicitation{.client = ethernet.source, .source = ip.source};
}

} // namespace magd::access
