#pragma once

#include <cstdint>

#include "nlink/base/error.hpp"
#include "tools/lma/lma.hpp"

namespace lma {

/// Runs the lab LMA until SIGTERM or SIGINT, then removes its kernel objects. `local` and
/// `port`: where it is spoken to, and where its tunnels end.
base::Result<void> run(const LmaSettings& settings, base::Ipv4 local, std::uint16_t port);

} // namespace lma
