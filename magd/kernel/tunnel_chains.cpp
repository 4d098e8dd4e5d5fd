#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using pmip::Encapsulation;

/// An outer header whose GRE keys are ours to stamp.
struct Form {
    const char* name;
    Encapsulation encapsulation;
    Family outer;
    std::uint32_t gre; ///< offset of the GRE header in the transport header
};
constexpr std::array<Form, 3> forms{{
    {"udp4", Encapsulation::gre_udp, Family::ipv4, 8},
    {"gre4", Encapsulation::gre, Family::ipv4, 0},
    {"gre6", Encapsulation::gre, Family::ipv6, 0},
}};

const Form& form_of(const Path& path) {
    return *std::ranges::find_if(forms, [&](const Form& form) {
        return form.encapsulation == path.encapsulation && form.outer == base::family_of(path.local);
    });
}

/// A way that packets go, with what happens to them there.
struct Direction {
    const char* chain;
    nft::HookPoint point;
    bool out;
    PacketDrop drop;
    const char* comment;
};
constexpr Direction outward{"stamp", nft::HookPoint::output, true, PacketDrop::uplink_no_key, "no key"};
constexpr Direction inward{"downlink", nft::HookPoint::input, false, PacketDrop::downlink_unknown, "unknown"};

// Offsets in a GRE header with a key (RFC 2890).
constexpr std::uint32_t key_at = 4, payload_at = 8;
constexpr std::uint8_t key_flag = 0x20;
constexpr std::uint8_t mobility_header_start = 59; ///< signalling on the same port starts so

constexpr nft::Register found_register = 8; // behind the longest key

/// The chain of one path.
std::string chain_of(const Direction& direction, std::uint32_t number) {
    return std::string(direction.chain) + '_' + std::to_string(number);
}

/// The map from both ends of a tunnel, the own one first, to the path's chain.
nft::SetName ends_map(const Direction& direction, const Form& form) {
    return {.table = own_table, .name = std::string(direction.chain) + '_' + form.name};
}

/// What may be of a path: all but signalling on our UDP port; GRE. The `nft` program of Debian 12
/// cannot list a rule that matches GRE and then looks into it, so that is left to the path's chain.
nft::Expressions is_tunnelled(const Form& form, const Site& site) {
    if (form.encapsulation == Encapsulation::gre)
        return nft::join({is_family(form.outer), is_protocol(IPPROTO_GRE)});
    return nft::join(
        {is_udp_to(site.port),
         nft::payload_is(Header::transport, form.gre, {mobility_header_start}, nft::Comparison::unequal)});
}

/// What has to have a key of a client: all in UDP; what has any key in GRE, as a tunnel without
/// keys may have the same ends.
nft::Expressions needs_key(const Form& form) {
    if (form.encapsulation == Encapsulation::gre_udp) return {};
    return masked_is(Header::transport, form.gre, {key_flag}, {0}, nft::Comparison::unequal);
}

nft::Expressions to_path(const Form& form, const Direction& direction) {
    const auto place = address_place(form.outer);
    const auto second = static_cast<nft::Register>(place.size / 4);
    return {nft::LoadPayload{.header = Header::network,
                             .offset = direction.out ? place.source : place.destination,
                             .size = place.size,
                             .to = 0},
            nft::LoadPayload{.header = Header::network,
                             .offset = direction.out ? place.destination : place.source,
                             .size = place.size,
                             .to = second},
            nft::LookupVerdict{.map = ends_map(direction, form).name, .from = 0}};
}

/// GRE version 0 with a key and nothing else, around a packet of this family.
nft::Expressions holds(const Form& form, Family inner) {
    const base::Bytes ethertype = inner == Family::ipv4 ? base::Bytes{0x08, 0x00} : base::Bytes{0x86, 0xdd};
    return nft::payload_is(Header::transport, form.gre, {key_flag, 0, ethertype[0], ethertype[1]});
}

/// Loads the parts of the key of `uplink_key` or `downlink`.
nft::Expressions load_parts(const Form& form, const Direction& direction, std::uint32_t number,
                            Family inner) {
    const auto place = address_place(inner);
    const auto packet = form.gre + payload_at;
    nft::Expressions parts{nft::LoadValue{.value = nft::Key<std::uint32_t>::octets(number), .to = 0}};
    if (direction.out)
        return nft::join({parts, load_home(inner, Header::transport, packet + place.source, 1)});
    parts.push_back(
        nft::LoadPayload{.header = Header::transport, .offset = form.gre + key_at, .size = 4, .to = 1});
    return nft::join({parts, load_home(inner, Header::transport, packet + place.destination, 2)});
}

/// Writes the GRE key that the map has. An LMA may send a UDP checksum (RFC 8086), which is then
/// to mend; our tunnels send none.
nft::Expressions rewrite_key(const Form& form, const Direction& direction, Family inner) {
    const auto map = map_of(direction.out ? uplink_key_map : downlink_map, inner);
    return {
        nft::Lookup{.set = map.name, .from = 0, .to = found_register},
        nft::WritePayload{.header = Header::transport,
                          .offset = form.gre + key_at,
                          .size = 4,
                          .from = found_register,
                          .mend_transport = !direction.out && form.encapsulation == Encapsulation::gre_udp},
        nft::accept};
}

ChainRules path_chain(const Site& site, std::uint32_t number, const Direction& direction) {
    const auto& form = form_of(site.paths[number - 1]);
    ChainRules chain{{.table = own_table, .name = chain_of(direction, number)}, {}};
    for (const auto inner : {Family::ipv4, Family::ipv6})
        chain.rules.emplace_back(site.paths[number - 1].device,
                                 nft::join({holds(form, inner), load_parts(form, direction, number, inner),
                                            rewrite_key(form, direction, inner)}));
    chain.rules.emplace_back(direction.comment, nft::join({needs_key(form), counted_drop(direction.drop)}));
    return chain;
}

/// The chain of each keyed path, and the one from the hook to them.
std::vector<ChainRules> chains_of(const Site& site, const Direction& direction) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        if (keyed(site.paths[number - 1].encapsulation)) all.push_back(path_chain(site, number, direction));
    ChainRules entry{base_chain(direction.chain, direction.point), {}};
    for (const auto& form : forms) {
        const auto matches = is_tunnelled(form, site);
        entry.rules.emplace_back(form.name, nft::join({matches, to_path(form, direction)}));
        // The UDP port is ours, whoever sends there.
        if (form.encapsulation == Encapsulation::gre_udp)
            entry.rules.emplace_back(direction.comment, nft::join({matches, counted_drop(direction.drop)}));
    }
    all.push_back(std::move(entry));
    return all;
}

/// The messages of neighbour discovery: only they have this hop limit (RFC 4861).
nft::Expressions is_neighbour_discovery() {
    constexpr std::uint32_t hop_limit = 7;
    return nft::join({is_family(Family::ipv6), is_protocol(IPPROTO_ICMPV6),
                      nft::payload_is(Header::network, hop_limit, {255})});
}

base::Bytes ends_of(const Path& path) {
    if (const auto* local = std::get_if<base::Ipv4>(&path.local))
        return nft::Key<base::Ipv4, base::Ipv4>::octets(*local, std::get<base::Ipv4>(path.remote));
    return nft::Key<base::Ipv6, base::Ipv6>::octets(std::get<base::Ipv6>(path.local),
                                                    std::get<base::Ipv6>(path.remote));
}

} // namespace

std::vector<ChainRules> stamp_chains(const Site& site) { return chains_of(site, outward); }

std::vector<ChainRules> downlink_chains(const Site& site) {
    auto all = chains_of(site, inward);
    auto& rules = all.back().rules;
    if (site.ipv6) {
        const auto group = nft::payload_is(Header::network, address_place(Family::ipv6).destination, {0xff});
        rules.emplace_back("neighbour discovery",
                           nft::join({from_access(false), is_neighbour_discovery(), {nft::accept}}));
        rules.emplace_back("groups",
                           nft::join({from_access(false), is_family(Family::ipv6), group, {nft::drop}}));
    }
    rules.emplace_back("clients are not served here",
                       nft::join({from_access(false), counted_drop(PacketDrop::local_refused)}));
    return all;
}

std::vector<nft::Set> path_sets(const Site& site) {
    std::vector<nft::Set> sets;
    for (const auto& direction : {outward, inward})
        for (const auto& form : forms)
            sets.push_back({.set = ends_map(direction, form),
                            .key = form.outer == Family::ipv4 ? nft::Key<base::Ipv4, base::Ipv4>::types()
                                                              : nft::Key<base::Ipv6, base::Ipv6>::types(),
                            .data = nft::DataType::verdict,
                            .size = static_cast<std::uint32_t>(site.paths.size())});
    return sets;
}

std::vector<nlink::Request> path_requests(const Site& site) {
    std::vector<nlink::Request> requests;
    for (const auto& direction : {outward, inward})
        for (std::uint32_t number = 1; number <= site.paths.size(); ++number) {
            const auto& path = site.paths[number - 1];
            if (!keyed(path.encapsulation)) continue;
            requests.push_back(
                nft::add_element(ends_map(direction, form_of(path)),
                                 {.key = ends_of(path), .data = nft::go_to(chain_of(direction, number))}));
        }
    return requests;
}

} // namespace magd::kernel
