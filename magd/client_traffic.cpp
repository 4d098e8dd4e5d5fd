#include "magd/client_traffic.hpp"

#include "magd/kernel/footprint.hpp"
#include "magd/kernel/traffic.hpp"

namespace magd {
base::Result<std::vector<ClientTraffic>> traffic_of_all(const pmip::Mag& mag, const kernel::Site& site,
                                                        kernel::NetlinkKernel& kernel) {
    const auto table = kernel.traffic();
    if (!table) return std::unexpected(table.error());
    std::vector<ClientTraffic> rows;
    for (const auto& [mac, binding] : mag.bindings()) {
        if (!binding.wanted) continue;
        const auto client = kernel::carried(site, binding);
        rows.push_back(
            {.binding = &binding, .passed = kernel::traffic_of(kernel::footprint(site, client), *table)});
    }
    return rows;
}

base::Result<std::vector<ClientTraffic>>
traffic_of_one(const pmip::Binding& binding, const kernel::Site& site, kernel::NetlinkKernel& kernel) {
    if (!binding.wanted) return std::vector<ClientTraffic>{};
    const auto client = kernel::carried(site, binding);
    const auto counted = kernel.traffic(kernel::footprint(site, client));
    if (!counted) return std::unexpected(counted.error());
    return std::vector{ClientTraffic{.binding = &binding, .passed = *counted}};
}

} // namespace magd
