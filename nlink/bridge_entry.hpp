#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// An entry of a bridge's forwarding table: behind which port a MAC address is.
struct BridgeEntry {
    base::IfIndex bridge{};
    base::IfIndex port{}; ///< the bridge itself for some addresses of its own
    base::MacAddress mac;
    std::uint16_t vlan = 0; ///< 0 where the bridge does not tell VLANs apart
    bool learnt = false;    ///< from frames, by the bridge or by switching hardware; else somebody's setting
    bool removed = false;   ///< told as it goes
    auto operator<=>(const BridgeEntry&) const = default;
};

/// Reads RTM_NEWNEIGH and RTM_DELNEIGH of bridges; nothing for entries of devices that are no bridge's
/// (NTF_SELF).
[[nodiscard]] std::optional<BridgeEntry> parse_bridge_entry(const Message& message);
/// Whether the message is to tell of one, readable or not.
[[nodiscard]] bool tells_of_bridge_entry(const Message& message);
/// All entries of one bridge; a kernel without strict checking (before 5.0) lists those of others, too.
/// ENODEV: there is no such bridge.
[[nodiscard]] base::Result<std::vector<BridgeEntry>> dump_bridge_entries(Socket& socket,
                                                                         base::IfIndex bridge);

/// The VLAN that a bridge which tells VLANs apart has itself for frames without a tag (its PVID); 0: none, as
/// of one that does not. ENODEV as above.
[[nodiscard]] base::Result<std::uint16_t> find_bridge_pvid(Socket& socket, base::IfIndex bridge);
/// Reads it from RTM_NEWLINK of AF_BRIDGE; nothing if that tells of another interface.
[[nodiscard]] std::optional<std::uint16_t> parse_bridge_pvid(const Message& message, base::IfIndex bridge);

} // namespace nlink
