#pragma once

#include "nlink/base/counters.hpp"

namespace magd::access {

/// Why a RADIUS datagram attaches and detaches nobody. From `no_station` on it is answered all the same: it
/// is genuine, and its sender would send it again, then take this server for a dead one.
enum class RadiusDrop : std::uint8_t {
    unknown_source,
    malformed,
    not_accounting,
    authenticator,
    no_station,
    no_interface,
    too_many,
    count_
};

constexpr base::CounterTexts<RadiusDrop> radius_drop_texts{{
    {"unknown_source", "from an address that no [[nas]] has"},
    {"malformed", "cut, with a wrong length, or without an Acct-Status-Type"},
    {"not_accounting", "another code than Accounting-Request"},
    {"authenticator", "wrong Request Authenticator or Message-Authenticator: another secret, or forged"},
    {"no_station", "Calling-Station-Id is missing or no client's MAC address; answered"},
    {"no_interface", "Called-Station-Id names the SSID of no access interface; answered"},
    {"too_many", "a session more than are remembered; answered, and taken as it is"},
}};

} // namespace magd::access
