#pragma once

#include <expected>

#include "magd/access/sighting.hpp"
#include "magd/access/trigger_drop.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Takes the client out of a layer-2 update frame: an access point sends it in the name of a client that
/// has just associated, so that bridges learn its place (IEEE 802.11F section 6.3; Linux and hostapd do it
/// still). It is an LLC XID frame (IEEE 802.2 section 5.4.1.2) from the client to all.
[[nodiscard]] std::expected<Sighting, TriggerDrop> decode_layer2_update(base::ByteView frame);

} // namespace magd::access
