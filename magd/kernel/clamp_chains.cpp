#include <netinet/in.h>
#include <netinet/tcp.h>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

/// TCP is told of no larger segments than the tunnel carries (RFC 4459 section 3.2), since packets that say
/// that one was too large get lost in many networks.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;

// Octets of the headers around a segment, without options: RFC 9293 section 3.7.1.
constexpr std::uint32_t ipv4_headers = 40, ipv6_headers = 60;
constexpr std::uint32_t flags_at = 13; ///< in a TCP header
constexpr std::uint8_t syn = TH_SYN, reset = TH_RST;

std::string clamp_chain(std::uint32_t number) { return "clamp_" + std::to_string(number); }

/// The kernel leaves a smaller one as it is.
nft::Expressions clamp_to(std::uint32_t octets) {
    return {nft::LoadValue{.value = octets_of(static_cast<std::uint16_t>(octets))},
            nft::WriteTcpOption{.kind = TCPOPT_MAXSEG, .offset = 2, .size = 2}};
}

ChainRules path_clamp(const Site& site, std::uint32_t number) {
    const auto& path = site.paths[number - 1];
    const auto mtu = tunnel_mtu(path);
    ChainRules chain{inner_chain(ingress_table, clamp_chain(number)), {}};
    chain.rules.emplace_back(path.device, nft::join({is_family(Family::ipv4), clamp_to(mtu - ipv4_headers)}));
    if (site.ipv6)
        chain.rules.emplace_back(path.device,
                                 nft::join({is_family(Family::ipv6), clamp_to(mtu - ipv6_headers)}));
    return chain;
}

} // namespace

/// The only packets that say a maximum segment size. No fragment but the first has a TCP header.
nft::Expressions clamp_opening(std::uint32_t path) {
    return nft::join({is_protocol(IPPROTO_TCP),
                      masked_is(Header::transport, flags_at, {syn | reset}, {syn}),
                      {nft::jump_to(clamp_chain(path))}});
}

std::vector<ChainRules> clamp_chains(const Site& site) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        all.push_back(path_clamp(site, number));
    return all;
}

} // namespace magd::kernel
