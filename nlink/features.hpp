#pragma once

#include <string>

#include "nlink/generic_family.hpp"

namespace nlink {

/// The family for a device's features. ENOENT: a kernel without it.
[[nodiscard]] base::Result<GenericFamily> find_ethtool(Socket& socket);

/// Turns generic receive offload off (as `ethtool -K INTERFACE gro off` does): the device passes each packet
/// on as it comes. Those that its lower device has put together stay so.
[[nodiscard]] Request turn_gro_off(GenericFamily ethtool, const std::string& interface);

} // namespace nlink
