#include "magd/kernel/elements.hpp"
#include "magd/kernel/outer_forms.hpp"

/// Tunnel packets on their way out, whose key is the device's.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;
using nft::Header;

constexpr nft::Register found_register = 8; // behind the longest key

const Way outward{
    .name = "stamp", .point = nft::HookPoint::output, .out = true, .drop = PacketDrop::uplink_no_key};

std::string chain_of(std::uint32_t number) { return outward.name + '_' + std::to_string(number); }

/// Writes the GRE key that the map has. Our tunnels send no UDP checksum, so none is to mend.
nft::Expressions stamp(const OuterForm& form, std::uint32_t number, Family inner) {
    const auto source = form.gre + gre_payload_at + address_place(inner).source;
    return nft::join(
        {{nft::LoadValue{.value = nft::Key<std::uint32_t>::octets(number), .to = 0}},
         load_home(inner, Header::transport, source, 1),
         {nft::Lookup{.set = map_of(uplink_key_map, inner).name, .from = 0, .to = found_register},
          nft::WritePayload{.header = Header::transport,
                            .offset = form.gre + gre_key_at,
                            .size = 4,
                            .from = found_register},
          nft::accept}});
}

ChainRules path_chain(const Site& site, std::uint32_t number) {
    const auto& path = site.paths[number - 1];
    const auto& form = form_of(path);
    ChainRules chain{inner_chain(stack_table, chain_of(number)), {}};
    for (const auto inner : {Family::ipv4, Family::ipv6})
        chain.rules.emplace_back(path.device, nft::join({holds(form, inner), stamp(form, number, inner)}));
    chain.rules.emplace_back("no key", nft::join({needs_key(form), counted_drop(PacketDrop::uplink_no_key)}));
    return chain;
}

} // namespace

std::vector<ChainRules> stamp_chains(const Site& site) {
    std::vector<ChainRules> all;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        if (keyed(site.paths[number - 1].encapsulation)) all.push_back(path_chain(site, number));
    all.push_back(entry_chain(outward, site));
    return all;
}

std::vector<nft::Set> stamp_sets(const Site& site) { return ends_maps(outward, site); }

std::vector<SetEntry> stamp_entries(const Site& site) {
    std::vector<SetEntry> entries;
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number)
        if (const auto& path = site.paths[number - 1]; keyed(path.encapsulation))
            entries.push_back(ends_entry(outward, path, chain_of(number)));
    return entries;
}

} // namespace magd::kernel
