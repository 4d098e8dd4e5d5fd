#pragma once

#include <compare>
#include <optional>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// An address of this host, with the length of its on-link prefix.
struct InterfaceAddress {
    base::Prefix address;
    base::IfIndex interface{};
    /// IPv6: in use at once, without duplicate address detection (RFC 4862).
    bool no_detection = false;
    auto operator<=>(const InterfaceAddress&) const = default;
};

/// EEXIST: the interface has it.
[[nodiscard]] Request add_address(const InterfaceAddress& address);
/// EADDRNOTAVAIL: the interface does not have it.
[[nodiscard]] Request remove_address(const InterfaceAddress& address);

/// Reads RTM_NEWADDR and RTM_DELADDR of IPv4 and IPv6.
[[nodiscard]] std::optional<InterfaceAddress> parse_address(const Message& message);
[[nodiscard]] base::Result<std::vector<InterfaceAddress>> dump_addresses(Socket& socket);

} // namespace nlink
