#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/traffic.hpp"
#include "nlink/base/error.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_key.hpp"

/// The entries of the table's maps: all that a client costs in nftables.
namespace magd::kernel {

/// Two tables, since the kernel sends a packet on by itself only from chains of the family netdev, where it
/// comes in: most of what there is to know of a client is there. Keys are stamped in its IP stack.
inline const nlink::nft::TableName ingress_table{.name = "magd", .family = nlink::nft::Family::netdev};
inline const nlink::nft::TableName stack_table{.name = "magd", .family = nlink::nft::Family::inet};
[[nodiscard]] inline bool is_own(const nlink::nft::TableName& table) {
    return table == ingress_table || table == stack_table;
}

inline const nlink::nft::SetName access_set{.table = stack_table, .name = "access"};

/// The map of this name, for the packets inside of a family: uplink and uplink6 and so on.
[[nodiscard]] nlink::nft::SetName map_of(std::string_view name, base::Family family);
constexpr std::string_view uplink_map = "uplink", uplink_key_map = "uplink_key", downlink_map = "downlink";
inline constexpr std::array client_maps{uplink_map, uplink_key_map, downlink_map};
[[nodiscard]] bool is_client_map(const nlink::nft::SetName& set);

using AccessElement = nlink::nft::Key<base::IfIndex>;
/// Access interface, client's MAC, its source address; `Home` is base::Ipv4, or base::Ipv6 with
/// the first 64 bits alone.
template <class Home>
using UplinkElement = nlink::nft::Key<base::IfIndex, base::MacAddress, Home>;
/// Path: a number, and no verdict that leads to its chain, as the kernel looks through all of a map that
/// holds such, whenever one is added.
using UplinkData = nlink::nft::Key<std::uint32_t>;
/// Path, source of the packet inside.
template <class Home>
using UplinkKeyElement = nlink::nft::Key<std::uint32_t, Home>;
/// Path, GRE key, destination of the packet inside; with the access interface that it leaves by.
template <class Home>
using DownlinkElement = nlink::nft::Key<std::uint32_t, nlink::Be<std::uint32_t>, Home>;
/// A GRE key as it stands in a packet.
using GreKeyData = nlink::nft::Key<nlink::Be<std::uint32_t>>;
/// Access interface; of IPv6, the next hop there too, since a client forms its addresses itself.
template <class Home>
using DownlinkData = std::conditional_t<std::is_same_v<Home, base::Ipv4>, nlink::nft::Key<base::IfIndex>,
                                        nlink::nft::Key<base::IfIndex, base::Ipv6>>;

/// Takes out what is to go or to change, then puts in what is new or changed; the uplink map,
/// which lets a client's packets in, first and last. For one transaction.
[[nodiscard]] std::vector<nlink::Request> element_requests(const Plan& plan, const Interfaces& interfaces);

/// The elements of a set of ours; none if somebody has taken it away.
[[nodiscard]] base::Result<std::vector<nlink::nft::Element>> dump_if_there(nlink::Socket& socket,
                                                                           const nlink::nft::SetName& set);
/// Adds these entries to the state, if they are of one of the maps.
void add_entries(const nlink::nft::ElementList& list, const Interfaces& interfaces, KernelState& state);
/// Adds all the maps' entries to the state; nothing if there is no table.
base::Result<void> dump_elements(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state);

/// What all entries have counted; nothing if there is no table.
[[nodiscard]] base::Result<TrafficTable> dump_traffic(nlink::Socket& socket, const Interfaces& interfaces);
/// What the entries of this footprint have counted, each asked for by its key.
[[nodiscard]] base::Result<Traffic> find_traffic(nlink::Socket& socket, const Interfaces& interfaces,
                                                 const KernelState& footprint);

} // namespace magd::kernel
