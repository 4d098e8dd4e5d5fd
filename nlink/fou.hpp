#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/generic_family.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// A UDP port (IPv4) whose datagrams the kernel takes apart: what follows the UDP header is a
/// packet of `protocol`, 47 for GRE (RFC 8086). It outlives the program that made it.
struct FouPort {
    std::uint16_t port = 0;
    std::uint8_t protocol = 47; ///< 0 in a dump for a port of the other encapsulation, GUE
    auto operator<=>(const FouPort&) const = default;
};

/// `socket` is one of NETLINK_GENERIC, here and below. ENOENT: the kernel module `fou` is missing.
[[nodiscard]] base::Result<GenericFamily> find_fou(Socket& socket);

/// EADDRINUSE: a FOU port or a socket of some program has the UDP port; dump_fou_ports tells which.
[[nodiscard]] Request add_fou_port(GenericFamily family, FouPort port);
/// EINVAL: there is none.
[[nodiscard]] Request remove_fou_port(GenericFamily family, FouPort port);

/// Reads one message of the dump; nothing for ports of IPv6.
[[nodiscard]] std::optional<FouPort> parse_fou_port(const Message& message);
[[nodiscard]] base::Result<std::vector<FouPort>> dump_fou_ports(Socket& socket, GenericFamily family);

} // namespace nlink
