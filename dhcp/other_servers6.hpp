#pragma once

#include <optional>

#include "dhcp/message6.hpp"

namespace dhcp {

/// A DHCPv6 server on the clients' link that is none of this domain's.
struct Rogue6 {
    base::MacAddress mac{}; ///< that its answer came from
    base::Ipv6 address{};
    base::Bytes identifier; ///< its DUID; empty if it tells none
    bool operator==(const Rogue6&) const = default;
};

/// Who answers clients on their own link, if this packet is such an answer: ADVERTISE, REPLY or RECONFIGURE
/// to the client port, from whatever port, which clients do not look at.
[[nodiscard]] std::optional<Rogue6> answer_of_server(const Packet6& packet);

} // namespace dhcp
