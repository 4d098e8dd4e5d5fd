#include <netinet/in.h>
#include <netinet/tcp.h>

#include "magd/kernel/chain_parts.hpp"

/// TCP is told of no larger segments than the tunnel carries (RFC 4459 section 3.2), since packets that say
/// that one was too large get lost in many networks.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using nft::Meta;

const std::string opening_chain = "opening";
const nft::SetName clamp_map{.table = own_table, .name = "clamp"};

// Octets of the headers around a segment, without options: RFC 9293 section 3.7.1.
constexpr std::uint32_t ipv4_headers = 40, ipv6_headers = 60;
constexpr std::uint32_t flags_at = 13; ///< in a TCP header
constexpr std::uint8_t syn = TH_SYN, reset = TH_RST;

std::string clamp_chain(std::uint32_t number) { return "clamp_" + std::to_string(number); }

/// The only packets that say a maximum segment size. No fragment but the first has a TCP header.
nft::Expressions opens_connection() {
    return nft::join(
        {is_protocol(IPPROTO_TCP), masked_is(Header::transport, flags_at, {syn | reset}, {syn})});
}

/// The kernel leaves a smaller one as it is.
nft::Expressions clamp_to(std::uint32_t octets) {
    return {
        nft::LoadValue{.value = {static_cast<std::uint8_t>(octets >> 8), static_cast<std::uint8_t>(octets)}},
        nft::WriteTcpOption{.kind = TCPOPT_MAXSEG, .offset = 2, .size = 2}};
}

/// By name: a tunnel device that was deleted and is restored has another number.
nft::Expressions to_path_of(Meta interface) {
    return {nft::LoadMeta{.what = interface}, nft::LookupVerdict{.map = clamp_map.name}};
}

ChainRules path_clamp(const Site& site, std::uint32_t number) {
    const auto& path = site.paths[number - 1];
    const auto mtu = tunnel_mtu(path);
    ChainRules chain{{.table = own_table, .name = clamp_chain(number)}, {}};
    chain.rules.emplace_back(path.device, nft::join({is_family(Family::ipv4), clamp_to(mtu - ipv4_headers)}));
    if (site.ipv6)
        chain.rules.emplace_back(path.device,
                                 nft::join({is_family(Family::ipv6), clamp_to(mtu - ipv6_headers)}));
    return chain;
}

/// Which path such a packet takes, up or down.
ChainRules find_path() {
    return {
        {.table = own_table, .name = opening_chain},
        {{"up", to_path_of(Meta::output_interface_name)}, {"down", to_path_of(Meta::input_interface_name)}}};
}

} // namespace

std::vector<ChainRules> clamp_chains(const Site& site) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        all.push_back(path_clamp(site, number));
    all.push_back(find_path());
    all.push_back(
        {base_chain("clamp", nft::HookPoint::forward),
         {{"connections that open", nft::join({opens_connection(), {nft::go_to(opening_chain)}})}}});
    return all;
}

nft::Set clamp_set() {
    return {.set = clamp_map, .key = {nft::DataType::ifname}, .data = nft::DataType::verdict};
}

std::vector<nlink::Request> clamp_requests(const Site& site) {
    std::vector<nlink::Request> requests;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        requests.push_back(
            nft::add_element(clamp_map, {.key = nft::interface_name(site.paths[number - 1].device),
                                         .data = nft::go_to(clamp_chain(number))}));
    return requests;
}

} // namespace magd::kernel
