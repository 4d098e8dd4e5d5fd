#pragma once

#include <string>

#include "nlink/base/error.hpp"
#include "nlink/tunnel.hpp"
#include "tools/lma/tunnels.hpp"

namespace lma {

/// The device that carries the session. An error: its gateway is of an address family that this
/// LMA has no address of. `device` is not a tunnel of this LMA's.
[[nodiscard]] base::Result<nlink::Tunnel> tunnel_of(const CacheEntry& entry, const Ends& ends,
                                                    const std::string& name);

} // namespace lma
