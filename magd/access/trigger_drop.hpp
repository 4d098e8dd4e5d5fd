#pragma once

#include "nlink/base/counters.hpp"

namespace magd::access {

/// Why a frame of a trigger, or what the kernel says of a bridge's table or of stations, tells of no client.
enum class TriggerDrop : std::uint8_t { truncated, unexpected, sender, hardware_address, unreadable, count_ };

constexpr base::CounterTexts<TriggerDrop> trigger_drop_texts{{
    {"truncated", "frame too short for an ARP packet or a layer-2 update"},
    {"unexpected", "neither a request nor a reply of ARP for IPv4, nor a layer-2 update to all"},
    {"sender", "ARP packet that names another sender than its frame"},
    {"hardware_address", "from a group's or the zero Ethernet address, or such a one learnt by a bridge"},
    {"unreadable", "message of the kernel about a bridge's entry or a station that does not say which"},
}};

using TriggerDrops = base::Counters<TriggerDrop>;

} // namespace magd::access
