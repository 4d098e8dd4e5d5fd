#include <algorithm>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

/// What comes out of a tunnel, without its outer headers. Of a keyed one, the mark is the GRE key that the
/// packet came with (see unstamp_chains), and is taken away again here.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using nft::Meta;

// Behind the longest key, what is found: of IPv6, two parts.
constexpr nft::Register home_register = 2, access_register = 8, next_hop_register = 9, zero_register = 13;

/// "The packet is a client's of this path": finds the element, which counts, and the access interface.
nft::Expressions of_client(const Path& path, std::uint32_t number, Family family) {
    const nft::Expression key = keyed(path.encapsulation)
                                    ? nft::Expression(nft::LoadMeta{.what = Meta::mark, .to = 1})
                                    : nft::LoadValue{.value = GreKeyData::octets(0), .to = 1};
    auto found = nft::join(
        {{nft::LoadValue{.value = nft::Key<std::uint32_t>::octets(number), .to = 0}, key},
         load_home(family, Header::network, address_place(family).destination, home_register),
         {nft::Lookup{.set = map_of(downlink_map, family).name, .from = 0, .to = access_register}}});
    if (!keyed(path.encapsulation)) return found;
    return nft::join({found,
                      {nft::LoadValue{.value = base::Bytes(4), .to = zero_register},
                       nft::SetMeta{.what = Meta::mark, .from = zero_register}}});
}

nft::Expressions to_access_interface(Family family) {
    return {nft::Forward{.device = access_register,
                         .neighbour = family == Family::ipv4 ? home_register : next_hop_register,
                         .family = family}};
}

/// Octets that the tunnel and all access interfaces can carry.
std::uint32_t longest(const Site& site, const Path& path, const Interfaces& interfaces) {
    auto octets = tunnel_mtu(path);
    for (const auto& name : site.accesses)
        if (const auto mtu = interfaces.mtu(InterfaceName(name)); mtu != 0) octets = std::min(octets, mtu);
    return octets;
}

ChainRules path_chain(const Site& site, const Interfaces& interfaces, std::uint32_t number) {
    const auto& path = site.paths[number - 1];
    ChainRules chain{ingress_chain("downlink_" + std::to_string(number), {path.device}), {}};
    chain.rules.emplace_back("connections that open", clamp_opening(number));
    const auto families = {Family::ipv4, Family::ipv6};
    if (has_fast_path(site, path))
        for (const auto family : families)
            chain.rules.emplace_back(
                "straight to the client",
                nft::join({is_family(family), passes_unrouted(family, longest(site, path, interfaces)),
                           of_client(path, number, family), to_access_interface(family)}));
    for (const auto family : families)
        chain.rules.emplace_back(
            "to a client", nft::join({is_family(family), of_client(path, number, family), {nft::accept}}));
    // By a device of the operator's there may be other packets than clients'.
    if (path.encapsulation != pmip::Encapsulation::device)
        chain.rules.emplace_back("unknown", counted_drop(PacketDrop::downlink_unknown));
    return chain;
}

} // namespace

std::vector<ChainRules> downlink_chains(const Site& site, const Interfaces& interfaces) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        if (interfaces.index(InterfaceName(site.paths[number - 1].device)) != base::IfIndex{})
            all.push_back(path_chain(site, interfaces, number));
    return all;
}

} // namespace magd::kernel
