#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/generic_family.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// nl80211, the kernel's interface to wireless devices, as the running kernel has it.
struct Nl80211 {
    GenericFamily family;
    std::uint32_t mlme = 0; ///< the multicast group that tells of stations
    bool operator==(const Nl80211&) const = default;
};

/// A peer on a wireless interface; of an access point, a client that is associated.
struct Station {
    base::IfIndex interface{};
    base::MacAddress mac;
    bool authorized = false; ///< its data passes: the handshake for its keys is done, or there is none
    bool removed = false;    ///< told as it goes
    auto operator<=>(const Station&) const = default;
};

/// `socket` is one of NETLINK_GENERIC, here and below. ENOENT: the kernel module `cfg80211` is missing.
[[nodiscard]] base::Result<Nl80211> find_nl80211(Socket& socket);

/// Reads NL80211_CMD_NEW_STATION and NL80211_CMD_DEL_STATION. The notification of a new station comes as
/// soon as there is one, and says nothing of its authorisation: it has to be asked for.
[[nodiscard]] std::optional<Station> parse_station(const Message& message, GenericFamily family);

/// Whether the message is to tell of one, readable or not.
[[nodiscard]] bool tells_of_station(const Message& message, GenericFamily family);

/// Nothing if the interface has no such station. ENODEV: there is no such interface, or not a wireless one.
[[nodiscard]] base::Result<std::optional<Station>>
find_station(Socket& socket, GenericFamily family, base::IfIndex interface, const base::MacAddress& mac);
/// ENODEV as above.
[[nodiscard]] base::Result<std::vector<Station>> dump_stations(Socket& socket, GenericFamily family,
                                                               base::IfIndex interface);

} // namespace nlink
