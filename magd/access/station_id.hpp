#pragma once

#include <optional>
#include <string_view>

#include "nlink/base/address.hpp"

/// How RADIUS names stations and the access points that they are at (RFC 3580 sections 3.20 and 3.21).
namespace magd::access {

/// A Calling-Station-Id: 00-11-22-33-44-55, 00:11:22:33:44:55, 0011.2233.4455 or 001122334455, any case; no
/// group's address.
[[nodiscard]] std::optional<base::MacAddress> parse_station(std::string_view text);

/// Whether a Called-Station-Id names this SSID.
[[nodiscard]] bool names_ssid(std::string_view called, std::string_view ssid);
/// Whether it names any: "MAC:SSID".
[[nodiscard]] bool names_ssid(std::string_view called);

} // namespace magd::access
