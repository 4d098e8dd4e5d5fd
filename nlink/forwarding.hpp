#pragma once

#include <string>

#include "nlink/base/error.hpp"

namespace nlink {

/// Stands for all interfaces that there are and those to come.
inline const std::string all_interfaces = "all";

/// Whether /proc/sys/net/ipv6/conf/INTERFACE/forwarding is on; false where IPv6 is off.
[[nodiscard]] bool ipv6_forwarding(const std::string& interface);

/// Turns it on. Netlink has no request for it, so the file is written: CAP_NET_ADMIN is enough,
/// EROFS means that the service's sandbox keeps /proc/sys read-only. The kernel forwards IPv6 packets only if
/// `all` is on, whatever the interfaces say; turning that on makes every interface a router's: it ignores
/// router advertisements from then on (unless its accept_ra is 2) and forgets default routes learnt by them.
[[nodiscard]] base::Result<void> enable_ipv6_forwarding(const std::string& interface);

} // namespace nlink
