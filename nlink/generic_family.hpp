#pragma once

#include <linux/genetlink.h>

#include <cstdint>
#include <string>

#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"

namespace nlink {

/// The number of a family of generic netlink in the running kernel.
struct GenericFamily {
    std::uint16_t number = 0;
    bool operator==(const GenericFamily&) const = default;
};

/// `socket` is one of NETLINK_GENERIC. ENOENT: the kernel has no such family, or not yet.
[[nodiscard]] base::Result<GenericFamily> find_generic_family(Socket& socket, const std::string& name);

/// The number of a family's multicast group, for a Monitor of NETLINK_GENERIC. ENOENT: there is no such
/// family, or none of its groups has the name.
[[nodiscard]] base::Result<std::uint32_t> find_generic_group(Socket& socket, const std::string& family,
                                                             const std::string& group);

namespace detail {
constexpr genlmsghdr generic_command(std::uint8_t number, std::uint8_t version) {
    return {.cmd = number, .version = version, .reserved = 0};
}
} // namespace detail
} // namespace nlink
