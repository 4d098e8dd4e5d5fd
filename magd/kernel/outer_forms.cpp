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

} // namespace

const OuterForm& form_of(const Path& path) {
    return *std::ranges::find_if(outer_forms, [&](const OuterForm& form) {
        return form.encapsulation == path.encapsulation && form.outer == base::family_of(path.local);
    });
}

nft::Expressions is_tunnelled(const OuterForm& form, const Site& site) {
    if (form.encapsulation == Encapsulation::gre)
        return nft::join({is_family(form.outer), is_protocol(IPPROTO_GRE)});
    return nft::join(
        {is_udp_to(site.port),
         nft::payload_is(Header::transport, form.gre, {mobility_header_start}, nft::Comparison::unequal)});
}

nft::Expressions needs_key(const OuterForm& form) {
    if (form.encapsulation == Encapsulation::gre_udp) return {};
    return masked_is(Header::transport, form.gre, {key_flag}, {0}, nft::Comparison::unequal);
}

nft::Expressions holds(const OuterForm& form, Family inner) {
    const base::Bytes ethertype = inner == Family::ipv4 ? base::Bytes{0x08, 0x00} : base::Bytes{0x86, 0xdd};
    return nft::payload_is(Header::transport, form.gre, {key_flag, 0, ethertype[0], ethertype[1]});
}

nft::Expressions look_up_ends(const OuterForm& form, Way way, const std::string& map) {
    const auto place = address_place(form.outer);
    const bool out = way == Way::out;
    const auto end = [&](std::uint32_t offset, nft::Register to) {
        return nft::LoadPayload{.header = Header::network, .offset = offset, .size = place.size, .to = to};
    };
    return {end(out ? place.source : place.destination, 0),
            end(out ? place.destination : place.source, static_cast<nft::Register>(place.size / 4)),
            nft::LookupVerdict{.map = map, .from = 0}};
}

nft::Set ends_map(const OuterForm& form, const std::string& name, const Site& site) {
    return {.set = {.table = stack_table, .name = name},
            .key = form.outer == Family::ipv4 ? Ends4::types() : Ends6::types(),
            .data = {nft::DataType::verdict},
            .size = static_cast<std::uint32_t>(site.paths.size())};
}

nlink::Request ends_entry(const Path& path, const std::string& map, const std::string& chain) {
    return nft::add_element({.table = stack_table, .name = map},
                            {.key = ends_of(path), .data = nft::go_to(chain)});
}

} // namespace magd::kernel
