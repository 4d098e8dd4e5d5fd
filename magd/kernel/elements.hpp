#pragma once

#include <vector>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/interfaces.hpp"
#include "nlink/base/error.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_key.hpp"

/// The entries of the table's maps: all that a client costs in nftables.
namespace magd::kernel {

inline const nlink::nft::TableName own_table{.name = "magd"};
inline const nlink::nft::SetName access_set{.table = own_table, .name = "access"};
inline const nlink::nft::SetName uplink_map{.table = own_table, .name = "uplink"};
inline const nlink::nft::SetName uplink_key_map{.table = own_table, .name = "uplink_key"};
inline const nlink::nft::SetName downlink_map{.table = own_table, .name = "downlink"};

using AccessElement = nlink::nft::Key<base::IfIndex>;
/// Access interface, client's MAC, its source address.
using UplinkElement = nlink::nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>;
/// LMA (destination of the tunnel packet), source of the packet inside.
using UplinkKeyElement = nlink::nft::Key<base::Ipv4, base::Ipv4>;
/// LMA (source of the tunnel packet), GRE key, destination of the packet inside.
using DownlinkElement = nlink::nft::Key<base::Ipv4, nlink::Be<std::uint32_t>, base::Ipv4>;
/// A GRE key as it stands in a packet.
using GreKeyData = nlink::nft::Key<nlink::Be<std::uint32_t>>;

/// The chain that sets the mark of LMA `number`.
[[nodiscard]] std::string mark_chain(std::uint32_t number);

/// Takes out what is to go or to change, then puts in what is new or changed; the uplink map,
/// which lets a client's packets in, first and last. For one transaction.
[[nodiscard]] std::vector<nlink::Request> element_requests(const Plan& plan, const Interfaces& interfaces);

/// Adds the maps' entries to the state; nothing if there is no table.
base::Result<void> dump_elements(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state);

} // namespace magd::kernel
