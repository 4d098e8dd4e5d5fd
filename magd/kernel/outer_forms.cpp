#include "magd/kernel/outer_forms.hpp"

#include <netinet/in.h>

#include <algorithm>

#include "magd/kernel/elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using pmip::Encapsulation;

constexpr std::uint8_t key_flag = 0x20;
constexpr std::uint8_t mobility_header_start = 59; ///< signalling on the same port starts so

using Ends4 = nft::Key<base::Ipv4, base::Ipv4>;
using Ends6 = nft::Key<base::Ipv6, base::Ipv6>;

base::Bytes ends_of(const Path& path) {
    if (const auto* local = std::get_if<base::Ipv4>(&path.local))
        return Ends4::octets(*local, std::get<base::Ipv4>(path.remote));
    return Ends6::octets(std::get<base::Ipv6>(path.local), std::get<base::Ipv6>(path.remote));
}

/// Looks both ends of the tunnel, the own one first, up in the way's map.
nft::Expressions look_up_ends(const OuterForm& form, const Way& way) {
    const auto place = address_place(form.outer);
    const auto end = [&](std::uint32_t offset, nft::Register to) {
        return nft::LoadPayload{.header = Header::network, .offset = offset, .size = place.size, .to = to};
    };
    return {end(way.out ? place.source : place.destination, 0),
            end(way.out ? place.destination : place.source, static_cast<nft::Register>(place.size / 4)),
            nft::LookupVerdict{.map = name_of(way, form), .from = 0}};
}

/// "It may be of a path": all but signalling on our UDP port; GRE. The `nft` program of Debian 12
/// cannot list a rule that matches GRE and then looks into it, so that is left to a chain of its own.
nft::Expressions is_tunnelled(const OuterForm& form, const Site& site) {
    if (form.encapsulation == Encapsulation::gre)
        return nft::join({is_family(form.outer), is_protocol(IPPROTO_GRE)});
    return nft::join(
        {is_udp_to(site.port),
         nft::payload_is(Header::transport, form.gre, {mobility_header_start}, nft::Comparison::unequal)});
}

} // namespace

const OuterForm& form_of(const Path& path) {
    return *std::ranges::find_if(outer_forms, [&](const OuterForm& form) {
        return form.encapsulation == path.encapsulation && form.outer == base::family_of(path.local);
    });
}

nft::Expressions needs_key(const OuterForm& form) {
    if (form.encapsulation == Encapsulation::gre_udp) return {};
    return masked_is(Header::transport, form.gre, {key_flag}, {0}, nft::Comparison::unequal);
}

nft::Expressions holds(const OuterForm& form, Family inner) {
    const auto ethertype = ethertype_of(inner);
    return nft::payload_is(Header::transport, form.gre, {key_flag, 0, ethertype[0], ethertype[1]});
}

std::string name_of(const Way& way, const OuterForm& form) { return way.name + '_' + form.name; }

ChainRules entry_chain(const Way& way, const Site& site) {
    ChainRules entry{stack_chain(way.name, way.point), {}};
    for (const auto& form : outer_forms) {
        const auto matches = is_tunnelled(form, site);
        entry.rules.emplace_back(form.name, nft::join({matches, look_up_ends(form, way)}));
        // The UDP port is ours, whoever sends there or from there.
        if (form.encapsulation == Encapsulation::gre_udp)
            entry.rules.emplace_back("of no path", nft::join({matches, counted_drop(way.drop)}));
    }
    return entry;
}

std::vector<nft::Set> ends_maps(const Way& way, const Site& site) {
    std::vector<nft::Set> maps;
    for (const auto& form : outer_forms)
        maps.push_back({.set = {.table = stack_table, .name = name_of(way, form)},
                        .key = form.outer == Family::ipv4 ? Ends4::types() : Ends6::types(),
                        .data = {nft::DataType::verdict},
                        .size = static_cast<std::uint32_t>(site.paths.size())});
    return maps;
}

SetEntry ends_entry(const Way& way, const Path& path, const std::string& chain) {
    return {.set = {.table = stack_table, .name = name_of(way, form_of(path))},
            .element = {.key = ends_of(path), .data = nft::go_to(chain)}};
}

} // namespace magd::kernel
