#include "magd/kernel/chain_parts.hpp"
#include "magd/kernel/elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;

/// Finds the client's element, which counts.
nft::Expressions count_client(const Path& path, std::uint32_t number, Family family) {
    constexpr nft::Register found = 8; // behind the longest key
    const nft::Expressions tunnel{nft::LoadValue{.value = nft::Key<std::uint32_t>::octets(number), .to = 0},
                                  nft::LoadValue{.value = GreKeyData::octets(0), .to = 1}};
    return nft::join({nft::meta_is(nft::Meta::input_interface_name, nft::interface_name(path.device)),
                      is_family(family),
                      tunnel,
                      load_home(family, nft::Header::network, address_place(family).destination, 2),
                      {nft::Lookup{.set = map_of(downlink_map, family).name, .from = 0, .to = found}}});
}

} // namespace

ChainRules count_chain(const Site& site) {
    ChainRules chain{base_chain("count", nft::HookPoint::forward), {}};
    for (std::uint32_t number = 1; number <= site.paths.size(); ++number) {
        const auto& path = site.paths[number - 1];
        if (keyed(path.encapsulation)) continue;
        chain.rules.emplace_back(path.device, count_client(path, number, Family::ipv4));
        if (site.ipv6) chain.rules.emplace_back(path.device, count_client(path, number, Family::ipv6));
    }
    return chain;
}

} // namespace magd::kernel
