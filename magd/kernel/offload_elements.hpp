#pragma once

#include <vector>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/state.hpp"

/// The entries of the two sets of offload policies.
namespace magd::kernel {

inline const nlink::nft::SetName offload_flows_set{.table = ingress_table, .name = "offload_flows"};
inline const nlink::nft::SetName offload_others_set{.table = ingress_table, .name = "offload_others"};

/// Whether the entries of this set come and go with clients, so that dumps tell of them.
[[nodiscard]] inline bool is_of_clients(const nlink::nft::SetName& set) {
    return set == offload_flows_set || set == offload_others_set || is_client_map(set);
}

/// Path, home address; then ranges of destination, protocol, destination port.
using OffloadFlowElement =
    nlink::nft::Key<std::uint32_t, base::Ipv4, base::Ipv4, std::uint8_t, nlink::Be<std::uint16_t>>;
/// Path, home address.
using OffloadOthersElement = nlink::nft::Key<std::uint32_t, base::Ipv4>;

[[nodiscard]] std::vector<nlink::nft::Element> offload_flow_elements(const KernelState& state);
[[nodiscard]] std::vector<nlink::nft::Element> offload_others_elements(const KernelState& state);

/// Adds the sets' entries to the state; nothing where the sets are not.
base::Result<void> dump_offload(nlink::Socket& socket, KernelState& state);

} // namespace magd::kernel
