#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/offload_elements.hpp"

/// Flows that an LMA's policy lets out locally, RFC 6909.
namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using nft::Header;
using nft::Meta;

const std::string breakout = "breakout";
constexpr std::int32_t source_nat_priority = 100;

/// "The packet is (not) among the flows of its client's policy, and that lets out these (the
/// others)". Neither holds for a fragment without ports: it stays in the tunnel.
nft::Expressions chosen(std::uint32_t path, bool others) {
    const auto place = address_place(base::Family::ipv4);
    return nft::join(
        {{nft::LoadValue{.value = nft::Key<std::uint32_t>::octets(path), .to = 0},
          nft::LoadPayload{.header = Header::network, .offset = place.source, .size = 4, .to = 1},
          nft::Lookup{.set = offload_others_set.name, .from = 0, .to = {}, .inverted = !others},
          nft::LoadPayload{.header = Header::network, .offset = place.destination, .size = 4, .to = 2},
          nft::LoadMeta{.what = Meta::transport_protocol, .to = 3},
          nft::LoadPayload{.header = Header::transport, .offset = 2, .size = 2, .to = 4},
          nft::Lookup{.set = offload_flows_set.name, .from = 0, .to = {}, .inverted = others},
          nft::go_to(breakout)}});
}

} // namespace

std::vector<std::pair<std::string, nft::Expressions>> breakout_rules(const Site&, std::uint32_t path) {
    return {{"flows let out", chosen(path, false)}, {"all flows but these", chosen(path, true)}};
}

ChainRules breakout_chain(const Site& site) {
    return {{.table = ingress_table, .name = breakout},
            {{site.breakout, nft::join({set_mark(site, breakout_number(site)), {nft::accept}})}}};
}

ChainRules breakout_nat_chain(const Site& site) {
    const auto mark = [](std::uint32_t value) { return nft::Key<std::uint32_t>::octets(value); };
    return {
        {.table = stack_table,
         .name = "breakout_nat",
         .hook =
             nft::Hook{.type = "nat", .point = nft::HookPoint::postrouting, .priority = source_nat_priority}},
        {{site.breakout,
          {nft::LoadMeta{.what = Meta::mark, .to = 0},
           nft::Bitwise{.mask = mark(site.mark_mask), .flip = mark(0), .from = 0, .to = 0},
           nft::Compare{.value = mark(mark_of(site, breakout_number(site))), .from = 0},
           nft::Masquerade{}}}}};
}

} // namespace magd::kernel
