#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "nlink/base/address.hpp"
#include "nlink/link_attributes.hpp"
#include "nlink/request.hpp"
#include "nlink/view.hpp"

namespace nlink {

/// What stands between the outer header and the packet inside, which is IPv4 or IPv6 in each case.
enum class TunnelKind : std::uint8_t {
    gre, ///< GRE (RFC 2784, keys of RFC 2890); over IPv4 plain or in UDP (RFC 8086)
    ip,  ///< nothing (RFC 2003, RFC 4213, RFC 2473)
};

/// A tunnel device over IPv4 (kernel kinds "gre" and "sit") or IPv6 ("ip6gre" and "ip6tnl").
struct Tunnel {
    std::string name; ///< up to 15 characters
    TunnelKind kind = TunnelKind::gre;
    base::Address local, remote; ///< of one family
    /// Of GRE. The kernel tells the devices between two addresses apart by the input key alone,
    /// in UDP or not.
    std::optional<std::uint32_t> input_key = std::nullopt, output_key = std::nullopt;
    /// Source and destination port of GRE in UDP, whose checksum is then 0; none: plain GRE.
    /// Over IPv4 only. To receive, the same port has to be a FouPort.
    std::optional<std::uint16_t> fou_port = std::nullopt;
    std::uint32_t mtu = 0; ///< octets of the inner packet
    auto operator<=>(const Tunnel&) const = default;
};

/// Makes the device; it is down until set_link_up. EEXIST: there is one of that name or with the
/// same addresses and keys. EOPNOTSUPP: the kernel lacks the module `module_of` names. EINVAL for a
/// tunnel with a port: it lacks fou, which nothing loads by itself. The time to live of outer packets
/// is 64; over IPv4 path MTU discovery is on; over IPv6 there is no encapsulation limit option.
[[nodiscard]] Request add_tunnel(const Tunnel& tunnel);

/// The kernel module that such a device needs.
[[nodiscard]] std::string module_of(const Tunnel& tunnel);

namespace detail {
/// The tunnel of a listed link, but for its name and MTU; nothing if it is of another kind or carries
/// one family alone.
[[nodiscard]] std::optional<Tunnel> find_tunnel(const View<link::Info>& info);
} // namespace detail
} // namespace nlink
