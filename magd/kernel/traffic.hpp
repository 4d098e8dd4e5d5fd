#pragma once

#include <cstdint>
#include <map>

#include "magd/kernel/state.hpp"
#include "nlink/nft_traffic.hpp"

namespace magd::kernel {

/// Packets that the gateway has let through for a client since its entries were made.
struct Traffic {
    nlink::nft::Traffic uplink, downlink;
    bool operator==(const Traffic&) const = default;
};

/// What the entries of all clients have counted.
struct TrafficTable {
    std::map<UplinkKey, nlink::nft::Traffic> uplink;
    std::map<DownlinkKey, nlink::nft::Traffic> downlink;
};

/// The part of a client with this footprint.
[[nodiscard]] Traffic traffic_of(const KernelState& footprint, const TrafficTable& table);

} // namespace magd::kernel
