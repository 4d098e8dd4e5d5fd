#pragma once

#include <expected>

#include "magd/access/nd_drop.hpp"
#include "nlink/base/bytes.hpp"

namespace magd::access {

/// A client asks for a router advertisement, RFC 4861 section 4.1.
struct RouterSolicitation {
    base::MacAddress client; ///< the frame's source
    base::Ipv6 source;       ///< `::` if the client has no address yet
    bool operator==(const RouterSolicitation&) const = default;
};

/// Takes a solicitation out of an untagged Ethernet frame, with every check of RFC 4861 section
/// 6.1.1. Extension headers make it none; unknown options are skipped.
[[nodiscard]] std::expected<RouterSolicitation, NdDrop> decode_solicitation(base::ByteView frame);

} // namespace magd::access
