#include <netinet/in.h>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/outer_forms.hpp"

/// Tunnel packets on their way in: the device takes them by its own key, and theirs goes on in the mark.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;
using nft::Meta;

/// The chain of a form has the name of its map.
const Way inward{
    .name = "unstamp", .point = nft::HookPoint::input, .out = false, .drop = PacketDrop::downlink_unknown};

/// Marks the packet with its key, and writes the device's. An LMA may send a UDP checksum (RFC 8086), which
/// is then to mend.
nft::Expressions unstamp(const OuterForm& form, bool mend) {
    const auto key_at = form.gre + gre_key_at;
    return {nft::LoadPayload{.header = Header::transport, .offset = key_at, .size = 4, .to = 0},
            nft::SetMeta{.what = Meta::mark, .from = 0},
            nft::LoadValue{.value = GreKeyData::octets(placeholder_of(form.encapsulation)), .to = 1},
            nft::WritePayload{
                .header = Header::transport, .offset = key_at, .size = 4, .from = 1, .mend_transport = mend},
            nft::accept};
}

/// In UDP, a checksum costs time; the common packet has none.
ChainRules form_chain(const OuterForm& form) {
    constexpr std::uint32_t checksum_at = 6;
    ChainRules chain{inner_chain(stack_table, name_of(inward, form)), {}};
    const bool udp = form.encapsulation == pmip::Encapsulation::gre_udp;
    if (udp)
        chain.rules.emplace_back(
            "no checksum",
            nft::join({holds(form, Family::ipv4), nft::payload_is(Header::transport, checksum_at, {0, 0}),
                       unstamp(form, false)}));
    for (const auto inner : {Family::ipv4, Family::ipv6})
        chain.rules.emplace_back(form.name, nft::join({holds(form, inner), unstamp(form, udp)}));
    chain.rules.emplace_back("unknown",
                             nft::join({needs_key(form), counted_drop(PacketDrop::downlink_unknown)}));
    return chain;
}

/// The messages of neighbour discovery: only they have this hop limit (RFC 4861).
nft::Expressions is_neighbour_discovery() {
    constexpr std::uint32_t hop_limit = 7;
    return nft::join({is_family(Family::ipv6), is_protocol(IPPROTO_ICMPV6),
                      nft::payload_is(Header::network, hop_limit, {255})});
}

void add_guard(ChainRules& chain, const Site& site) {
    if (site.ipv6) {
        const auto group = nft::payload_is(Header::network, address_place(Family::ipv6).destination, {0xff});
        chain.rules.emplace_back("neighbour discovery",
                                 nft::join({from_access(), is_neighbour_discovery(), {nft::accept}}));
        chain.rules.emplace_back("groups",
                                 nft::join({from_access(), is_family(Family::ipv6), group, {nft::drop}}));
    }
    chain.rules.emplace_back("the daemon has its copy",
                             nft::join({from_access(), is_udp_to(dhcp_server_port), {nft::drop}}));
    chain.rules.emplace_back("clients are not served here",
                             nft::join({from_access(), counted_drop(PacketDrop::local_refused)}));
}

} // namespace

std::vector<ChainRules> unstamp_chains(const Site& site) {
    std::vector<ChainRules> all;
    for (const auto& form : outer_forms) all.push_back(form_chain(form));
    auto entry = entry_chain(inward, site);
    add_guard(entry, site);
    all.push_back(std::move(entry));
    return all;
}

std::vector<nft::Set> unstamp_sets(const Site& site) { return ends_maps(inward, site); }

std::vector<SetEntry> unstamp_entries(const Site& site) {
    std::vector<SetEntry> entries;
    for (const auto& path : site.paths)
        if (keyed(path.encapsulation))
            entries.push_back(ends_entry(inward, path, name_of(inward, form_of(path))));
    return entries;
}

} // namespace magd::kernel
