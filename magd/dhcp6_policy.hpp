#pragma once

#include <optional>

#include "magd/config.hpp"
#include "magd/pmip/binding.hpp"

/// What a client of IPv6 is told beside its prefixes, by router advertisements and by DHCPv6 alike.
namespace magd {

/// Domains to search: those that `dhcp.options` has for DHCPv4, in the form of RFC 1035 section 3.1.
[[nodiscard]] base::Bytes search_list(const DhcpConfig& config);
/// Whether DHCPv6 has something to tell that is no address.
[[nodiscard]] bool serves_other_configuration(const DhcpConfig& config);
/// The address that DHCPv6 leases to the client: the one that its LMA gave it, or where the configuration
/// wants leases for all, the one that it would form in its first prefix by its MAC address (RFC 4291 appendix
/// A). It is the same at every gateway.
[[nodiscard]] std::optional<base::Ipv6> leased_address(const DhcpConfig& config,
                                                       const pmip::Binding& binding);

} // namespace magd
