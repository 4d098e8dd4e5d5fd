#include <netinet/in.h>

#include <utility>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using nft::Meta;

constexpr std::uint16_t dhcp_server_port = 67;
const std::string neighbour_chain = "neighbour";

const base::Bytes link_local_mask{0xff, 0xc0}, link_local{0xfe, 0x80}; // fe80::/10

ChainRules path_chain(const Site& site, std::uint32_t number) {
    ChainRules chain{{.table = own_table, .name = mark_chain(number)}, {}};
    if (!site.breakout.empty()) chain.rules = breakout_rules(site, number);
    chain.rules.emplace_back(site.paths[number - 1].device,
                             nft::join({set_mark(site, number), {nft::accept}}));
    return chain;
}

/// Looks the client up by interface, MAC and source.
nft::Expressions bound_client(Family family) {
    const nft::Expressions link{nft::LoadMeta{.what = Meta::input_interface, .to = 0},
                                nft::LoadPayload{.header = Header::link, .offset = 6, .size = 6, .to = 1}};
    return nft::join({is_family(family),
                      link,
                      load_home(family, Header::network, address_place(family).source, 3),
                      {nft::LookupVerdict{.map = map_of(uplink_map, family).name, .from = 0}}});
}

/// For sources of the link alone: neighbour and router discovery, and nothing to go further.
ChainRules neighbours() {
    const auto destination = address_place(Family::ipv6).destination;
    return {
        {.table = own_table, .name = neighbour_chain},
        {{"to a group", nft::join({nft::payload_is(Header::network, destination, {0xff}), {nft::accept}})},
         {"to the gateway",
          nft::join({masked_is(Header::network, destination, link_local_mask, link_local), {nft::accept}})},
         {"to elsewhere", counted_drop(PacketDrop::uplink_unknown)}}};
}

ChainRules uplink_chain(const Site& site) {
    const auto source = address_place(Family::ipv6).source;
    ChainRules chain{base_chain("uplink", nft::HookPoint::prerouting),
                     {{"not from clients", nft::join({from_access(true), {nft::accept}})},
                      {"the daemon has its copy", nft::join({is_udp_to(dhcp_server_port), {nft::drop}})},
                      {"bound clients", bound_client(Family::ipv4)}}};
    auto& rules = chain.rules;
    if (site.ipv6) {
        rules.emplace_back("bound clients", bound_client(Family::ipv6));
        rules.emplace_back("link-local source",
                           nft::join({is_family(Family::ipv6),
                                      masked_is(Header::network, source, link_local_mask, link_local),
                                      {nft::go_to(neighbour_chain)}}));
        rules.emplace_back("no source yet",
                           nft::join({is_family(Family::ipv6),
                                      nft::payload_is(Header::network, source, base::Bytes(16)),
                                      {nft::go_to(neighbour_chain)}}));
    } else {
        rules.emplace_back("no such service",
                           nft::join({is_family(Family::ipv6), counted_drop(PacketDrop::uplink_not_ipv4)}));
    }
    rules.emplace_back("all others", counted_drop(PacketDrop::uplink_unknown));
    return chain;
}

} // namespace

std::vector<ChainRules> uplink_chains(const Site& site) {
    std::vector<ChainRules> all;
    if (!site.breakout.empty()) all.push_back(breakout_chain(site));
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        all.push_back(path_chain(site, number));
    if (site.ipv6) all.push_back(neighbours());
    all.push_back(uplink_chain(site));
    return all;
}

} // namespace magd::kernel
