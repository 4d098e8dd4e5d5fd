#pragma once

#include <cstdint>

#include "nlink/base/counters.hpp"

namespace magd {

/// What goes wrong around DHCP, beside messages that get no answer.
enum class DhcpTrouble : std::uint8_t { declined, lease_ended, forged, elsewhere, server_silent, count_ };

constexpr base::CounterTexts<DhcpTrouble> dhcp_trouble_texts{{
    {"dhcp_declined",
     "clients that found their address in use by another and were de-registered (DHCPDECLINE)"},
    {"dhcp_lease_ended", "clients that did not renew their lease and lost their address at its end"},
    {"dhcp_forged", "messages about another client's MAC address or home address"},
    {"dhcp_elsewhere", "clients that took the offer of another DHCP server"},
    {"dhcp_server_silent", "times that a server of dhcp.relay_to was given up since it did not answer"},
}};

using DhcpTroubles = base::Counters<DhcpTrouble>;

} // namespace magd
