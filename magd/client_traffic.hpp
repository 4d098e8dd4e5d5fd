#pragma once

#include <vector>

#include "magd/kernel/netlink_kernel.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// What passed for a client that the kernel carries.
struct ClientTraffic {
    const pmip::Binding* binding = nullptr; ///< valid until the next event
    kernel::Traffic passed;
};

/// Of all clients: one look at the kernel's maps.
[[nodiscard]] base::Result<std::vector<ClientTraffic>>
traffic_of_all(const pmip::Mag& mag, const kernel::Site& site, kernel::NetlinkKernel& kernel);
/// Of one, by its entries alone; empty if the kernel does not carry it.
[[nodiscard]] base::Result<std::vector<ClientTraffic>>
traffic_of_one(const pmip::Binding& binding, const kernel::Site& site, kernel::NetlinkKernel& kernel);

} // namespace magd
