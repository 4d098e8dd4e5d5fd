#include "magd/kernel/client_sets.hpp"

#include <string_view>
#include <utility>

#include "magd/kernel/offload_elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;
using base::Family;

/// The three maps of a family, made for a known number, so that the kernel never has to grow them;
/// twice as many, since in one transaction a client's old entries and its new ones are both there.
template <class Home>
void add_maps(std::vector<nft::Set>& all, const Site& site, Family family) {
    const auto add = [&](std::string_view name, std::vector<nft::DataType> key,
                         std::vector<nft::DataType> data, bool counts) {
        all.push_back({.set = map_of(name, family),
                       .key = std::move(key),
                       .data = std::move(data),
                       .size = 2 * site.clients,
                       .counts = counts});
    };
    add(uplink_map, UplinkElement<Home>::types(), UplinkData::types(), true);
    add(uplink_key_map, UplinkKeyElement<Home>::types(), GreKeyData::types(), false);
    add(downlink_map, DownlinkElement<Home>::types(), DownlinkData<Home>::types(), true);
}

} // namespace

std::vector<nft::Set> client_sets(const Site& site) {
    std::vector<nft::Set> all;
    add_maps<base::Ipv4>(all, site, Family::ipv4);
    add_maps<base::Ipv6>(all, site, Family::ipv6);
    if (site.breakout.empty()) return all;
    all.push_back({.set = offload_flows_set, .key = OffloadFlowElement::types(), .ranges = true});
    all.push_back(
        {.set = offload_others_set, .key = OffloadOthersElement::types(), .size = 2 * site.clients});
    return all;
}

} // namespace magd::kernel
