#pragma once

#include <expected>

#include "magd/access/sighting.hpp"
#include "magd/access/trigger_drop.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Takes the client out of an ARP packet (RFC 826) in an untagged Ethernet frame: who asks for an address,
/// probes or announces its own (RFC 5227), or answers. A source that is not the packet's sender speaks for
/// another.
[[nodiscard]] std::expected<Sighting, TriggerDrop> decode_arp_sighting(base::ByteView frame);

} // namespace magd::access
