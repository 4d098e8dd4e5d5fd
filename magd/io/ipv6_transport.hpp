#pragma once

#include "magd/io/datagram.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::io {

/// Signalling in Mobility Headers right above IPv6 (RFC 6275 section 6.1, RFC 5213 section 6).
class Ipv6Transport {
  public:
    /// `local` is the address to send from and to receive on, not a link-local one. Needs
    /// CAP_NET_RAW. Errors: the address is not on this machine, no permission.
    static base::Result<Ipv6Transport> open(const base::Ipv6& local);

    /// Fills in the checksum.
    base::Result<void> send(const base::Ipv6& to, base::ByteView mobility_header);
    /// Takes one packet; never blocks. `out` is set if it is a message.
    Received receive(Datagram& out);
    /// Tells the sender of a Mobility Header that the octet at `offset` in it is at fault.
    base::Result<void> report_problem(const base::Ipv6& to, base::ByteView mobility_header,
                                      std::uint32_t offset);
    [[nodiscard]] int fd() const { return socket_.get(); }

  private:
    base::Fd socket_;
    base::Fd icmp_; ///< sends only
    base::Ipv6 local_;
};

/// The header with its checksum (RFC 6275 section 6.1.1); at least 8 octets.
[[nodiscard]] base::Bytes with_checksum(const base::Ipv6& source, const base::Ipv6& destination,
                                        base::ByteView mobility_header);

/// The pure half of `receive`: what is behind the IPv6 header. `destination` is our address.
Received parse_mobility_header(const base::Ipv6& source, const base::Ipv6& destination,
                               base::ByteView payload, Datagram& out);

/// ICMPv6 Parameter Problem code 0 (RFC 4443 section 3.4) with its checksum left 0. It quotes the
/// packet as far as the minimum MTU allows, with an IPv6 header made anew: the socket gives none,
/// so the pointer is right unless the packet had extension headers, which PMIPv6 has no use for.
[[nodiscard]] base::Bytes parameter_problem(const base::Ipv6& source, const base::Ipv6& destination,
                                            base::ByteView mobility_header, std::uint32_t offset);

} // namespace magd::io
