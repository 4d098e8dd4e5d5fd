#pragma once

#include <optional>
#include <vector>

#include "magd/kernel/state.hpp"
#include "magd/pmip/option.hpp"

/// Local breakout of flows that the LMA names (RFC 6909), as the kernel can tell them apart.
namespace magd::kernel {

/// One selector: its flows by destination, protocol and destination port.
struct Flow {
    Span<base::Ipv4> destination;
    Span<std::uint8_t> protocol;
    Span<std::uint16_t> port;
    bool operator==(const Flow&) const = default;
};

struct Offload {
    bool others = false;     ///< everything leaves locally but these flows
    std::vector<Flow> flows; ///< no two overlap
    bool operator==(const Offload&) const = default;
};

/// What of an LMA's policy can be kept for a client with this home address. A selector that the
/// kernel could not follow exactly (by source port, SPI or service class, or one that overlaps
/// with another) counts for nothing, so its flows stay in the tunnel; where `others` are to leave,
/// and a selector counts for nothing, so does the policy.
[[nodiscard]] std::optional<Offload> offload_of(const pmip::TrafficOffloadSelector& policy, base::Ipv4 home);

/// The entries of one client on a path.
[[nodiscard]] KernelState offload_footprint(std::uint32_t path, base::Ipv4 home, const Offload& offload);

} // namespace magd::kernel
