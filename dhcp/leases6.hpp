#pragma once

#include <vector>

#include "dhcp/reply6.hpp"

/// What becomes of a client's identity associations, RFC 8415 section 18.3.
namespace dhcp {

/// Of those that it asks leases for: the first IA_NA gets the address, others a status. What is not the
/// client's own loses its lifetimes in a renewal.
[[nodiscard]] std::vector<IdentityAssociation> lease_associations(const Context6& context);
/// Of those that it gives back or declines: they are named if the address is in none of them.
[[nodiscard]] std::vector<IdentityAssociation> end_associations(const Context6& context);
/// Whether all addresses that it wants confirmed belong to its link.
[[nodiscard]] StatusCode confirm_addresses(const Context6& context);
/// Whether the client's address is in one of them.
[[nodiscard]] bool names_the_lease(const Context6& context);

} // namespace dhcp
