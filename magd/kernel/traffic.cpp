#include "magd/kernel/traffic.hpp"

namespace magd::kernel {
namespace {

template <class Counted>
nlink::nft::Traffic sum_of(const auto& entries, const Counted& counted) {
    nlink::nft::Traffic sum;
    for (const auto& [key, value] : entries)
        if (const auto found = counted.find(key); found != counted.end()) sum += found->second;
    return sum;
}

} // namespace

Traffic traffic_of(const KernelState& footprint, const TrafficTable& table) {
    return {.uplink = sum_of(footprint.uplink, table.uplink),
            .downlink = sum_of(footprint.downlink, table.downlink)};
}

} // namespace magd::kernel
