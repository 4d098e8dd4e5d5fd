#pragma once

#include <optional>

#include "magd/access/sighting.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// Takes the client out of an ARP packet (RFC 826) in an untagged Ethernet frame: who asks for an address,
/// probes or announces its own (RFC 5227), or answers. Nothing if the frame is anything else, or its
/// source and the packet's sender are not the same: then somebody speaks for another.
[[nodiscard]] std::optional<Sighting> decode_arp_sighting(base::ByteView frame);

} // namespace magd::access
