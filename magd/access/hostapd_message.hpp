#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "magd/access/sighting.hpp"

namespace magd::access {

/// What hostapd says unasked, but for stations that come and go.
enum class HostapdNotice : std::uint8_t {
    terminating, ///< it closes this socket now
    other        ///< readable, and of no concern
};

/// Its short answers.
enum class HostapdAnswer : std::uint8_t {
    ok,
    fail, ///< to STA-NEXT: that station is not there, which says nothing of those behind it
    pong,
    unknown_command, ///< built without what was asked for
    empty            ///< to STA-FIRST and STA-NEXT: the list is at its end
};

/// The answer to STA-FIRST and STA-NEXT.
struct HostapdStation {
    base::MacAddress mac;
    bool authorized = false; ///< it may send; before that it is none of ours
    bool operator==(const HostapdStation&) const = default;
};

/// A Sighting is a station that was authorized, or is no more.
using HostapdMessage = std::variant<Sighting, HostapdNotice, HostapdAnswer, HostapdStation>;

/// Reads one datagram of hostapd's control interface (hostapd/ctrl_iface.c and wpa_ctrl.h of hostapd
/// 2.10): an event has its level in front, an answer has not. Nothing if it is neither.
[[nodiscard]] std::optional<HostapdMessage> read_hostapd(std::string_view datagram);

} // namespace magd::access
