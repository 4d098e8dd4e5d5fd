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
using nft::Meta;
using pmip::Encapsulation;

struct Form {
    OuterForm form;
    const char* name;
    Encapsulation encapsulation;
    Family outer;
    std::uint32_t gre; ///< offset of the GRE header in the transport header
};
constexpr std::array<Form, 3> forms{{
    {OuterForm::udp_over_ipv4, "path_udp4", Encapsulation::gre_udp, Family::ipv4, 8},
    {OuterForm::gre_over_ipv4, "path_gre4", Encapsulation::gre, Family::ipv4, 0},
    {OuterForm::gre_over_ipv6, "path_gre6", Encapsulation::gre, Family::ipv6, 0},
}};

// Offsets in a GRE header with a key (RFC 2890).
constexpr std::uint32_t gre_key = 4, gre_payload = 8;
constexpr std::uint8_t key_flag = 0x20;
constexpr std::uint8_t mobility_header_start = 59; ///< signalling on the same port starts so

// Where the path's number, both ends of the tunnel and the key found are.
constexpr nft::Register path_register = 0, ends_register = 8, found_register = 8;

enum class Direction : std::uint8_t { out, in };

nft::Expressions has_form(const Form& form, const Site& site) {
    if (form.encapsulation == Encapsulation::gre_udp) return is_udp_to(site.port);
    return nft::join({is_family(form.outer), is_protocol(IPPROTO_GRE)});
}

/// GRE version 0 with a key and nothing else, around a packet of this family.
nft::Expressions holds(const Form& form, Family inner) {
    const base::Bytes ethertype = inner == Family::ipv4 ? base::Bytes{0x08, 0x00} : base::Bytes{0x86, 0xdd};
    return nft::payload_is(Header::transport, form.gre, {key_flag, 0, ethertype[0], ethertype[1]});
}

/// Loads the number of the path between both ends of the tunnel; the rule ends if there is none.
nft::Expressions find_path(const Form& form, Direction direction) {
    const auto place = address_place(form.outer);
    const bool out = direction == Direction::out;
    const auto second = static_cast<nft::Register>(ends_register + place.size / 4);
    return {nft::LoadPayload{.header = Header::network,
                             .offset = out ? place.source : place.destination,
                             .size = place.size,
                             .to = ends_register},
            nft::LoadPayload{.header = Header::network,
                             .offset = out ? place.destination : place.source,
                             .size = place.size,
                             .to = second},
            nft::Lookup{.set = form.name, .from = ends_register, .to = path_register}};
}

/// Looks up the key whose parts the registers from the path's number on hold, and writes the GRE key
/// found. An LMA may send a UDP checksum (RFC 8086), which is then to `mend`; our tunnels send none.
nft::Expressions rewrite_key(const Form& form, const nft::SetName& map, bool mend) {
    return {nft::Lookup{.set = map.name, .from = path_register, .to = found_register},
            nft::WritePayload{.header = Header::transport,
                              .offset = form.gre + gre_key,
                              .size = 4,
                              .from = found_register,
                              .mend_transport = mend},
            nft::accept};
}

nft::Expressions stamp(const Form& form, Family inner, const Site& site) {
    const auto source = form.gre + gre_payload + address_place(inner).source;
    return nft::join({has_form(form, site), holds(form, inner), find_path(form, Direction::out),
                      load_home(inner, Header::transport, source, 1),
                      rewrite_key(form, map_of(uplink_key_map, inner), false)});
}

nft::Expressions take(const Form& form, Family inner, const Site& site) {
    const auto destination = form.gre + gre_payload + address_place(inner).destination;
    const nft::Expressions key{
        nft::LoadPayload{.header = Header::transport, .offset = form.gre + gre_key, .size = 4, .to = 1}};
    return nft::join(
        {has_form(form, site), holds(form, inner), find_path(form, Direction::in), key,
         load_home(inner, Header::transport, destination, 2),
         rewrite_key(form, map_of(downlink_map, inner), form.encapsulation == Encapsulation::gre_udp)});
}

/// What is ours and was not rewritten: all but signalling on our UDP port; what has a key between
/// the ends of a path. A tunnel without keys may have the same ends.
nft::Expressions rest(const Form& form, Direction direction, const Site& site) {
    if (form.encapsulation == Encapsulation::gre_udp)
        return nft::join(
            {has_form(form, site), nft::payload_is(Header::transport, form.gre, {mobility_header_start},
                                                   nft::Comparison::unequal)});
    return nft::join({has_form(form, site),
                      masked_is(Header::transport, form.gre, {key_flag}, {0}, nft::Comparison::unequal),
                      find_path(form, direction)});
}

/// For every form the rules of both inner families, and then one that drops the rest.
ChainRules tunnel_chain(const std::string& name, nft::HookPoint point, Direction direction,
                        const Site& site) {
    const bool out = direction == Direction::out;
    ChainRules chain{base_chain(name, point), {}};
    for (const auto& form : forms) {
        for (const auto inner : {Family::ipv4, Family::ipv6})
            chain.rules.emplace_back(out ? "uplink key" : "downlink key",
                                     out ? stamp(form, inner, site) : take(form, inner, site));
        const auto drop = out ? PacketDrop::uplink_no_key : PacketDrop::downlink_unknown;
        chain.rules.emplace_back(out ? "no key" : "unknown",
                                 nft::join({rest(form, direction, site), counted_drop(drop)}));
    }
    return chain;
}

/// The messages of neighbour discovery: only they have this hop limit (RFC 4861).
nft::Expressions is_neighbour_discovery() {
    constexpr std::uint32_t hop_limit = 7;
    return nft::join({is_family(Family::ipv6), is_protocol(IPPROTO_ICMPV6),
                      nft::payload_is(Header::network, hop_limit, {255})});
}

template <class Address>
void add_end(std::vector<nlink::Request>& requests, const Site& site, const Form& form) {
    using Ends = nft::Key<Address, Address>;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number) {
        const auto& path = site.paths[number - 1];
        const auto* local = std::get_if<Address>(&path.local);
        const auto* remote = std::get_if<Address>(&path.remote);
        if (path.encapsulation != form.encapsulation || local == nullptr || remote == nullptr) continue;
        requests.push_back(
            nft::add_element(path_map(form.form), {.key = Ends::octets(*local, *remote),
                                                   .data = nft::Key<std::uint32_t>::octets(number)}));
    }
}

} // namespace

ChainRules stamp_chain(const Site& site) {
    return tunnel_chain("stamp", nft::HookPoint::output, Direction::out, site);
}

ChainRules downlink_chain(const Site& site) {
    auto chain = tunnel_chain("downlink", nft::HookPoint::input, Direction::in, site);
    const nft::Expressions to_group =
        nft::join({is_family(Family::ipv6),
                   nft::payload_is(Header::network, address_place(Family::ipv6).destination, {0xff})});
    if (site.ipv6) {
        chain.rules.emplace_back("neighbour discovery",
                                 nft::join({from_access(false), is_neighbour_discovery(), {nft::accept}}));
        chain.rules.emplace_back("groups", nft::join({from_access(false), to_group, {nft::drop}}));
    }
    chain.rules.emplace_back("clients are not served here",
                             nft::join({from_access(false), counted_drop(PacketDrop::local_refused)}));
    return chain;
}

nft::SetName path_map(OuterForm form) {
    return {.table = own_table, .name = forms.at(std::to_underlying(form)).name};
}

std::vector<nft::Set> path_sets() {
    std::vector<nft::Set> sets;
    for (const auto& form : forms) {
        const bool ipv4 = form.outer == Family::ipv4;
        sets.push_back({.set = path_map(form.form),
                        .key = ipv4 ? nft::Key<base::Ipv4, base::Ipv4>::types()
                                    : nft::Key<base::Ipv6, base::Ipv6>::types(),
                        .data = nft::DataType::mark});
    }
    return sets;
}

std::vector<nlink::Request> path_requests(const Site& site) {
    std::vector<nlink::Request> requests;
    for (const auto& form : forms)
        form.outer == Family::ipv4 ? add_end<base::Ipv4>(requests, site, form)
                                   : add_end<base::Ipv6>(requests, site, form);
    return requests;
}

} // namespace magd::kernel
