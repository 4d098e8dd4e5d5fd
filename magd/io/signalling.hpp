#pragma once

#include <optional>
#include <vector>

#include "magd/io/ipv4_transport.hpp"
#include "magd/io/ipv6_transport.hpp"

namespace magd::io {

/// Where signalling is spoken: over IPv4-UDP, in Mobility Headers over IPv6, or both.
struct SignallingAddresses {
    std::optional<base::Ipv4> ipv4 = {};
    std::uint16_t port = 5436; ///< of UDP over IPv4; pmip6-cntl, RFC 5844 section 6
    std::optional<base::Ipv6> ipv6 = {};
};

/// Sends and receives PMIPv6 signalling over the transports that are open.
class Signalling {
  public:
    static base::Result<Signalling> open(const SignallingAddresses& local);

    /// `port` counts over IPv4 only. An error if no transport of the address's family is open.
    base::Result<void> send(const base::Address& to, std::uint16_t port, base::ByteView mobility_header);
    /// Takes one datagram of either transport; never blocks. `out` is set if it is a message.
    Received receive(Datagram& out);
    /// Answers a Mobility Header whose octet at `offset` is at fault by an ICMPv6 Parameter
    /// Problem (RFC 6275 section 9.2). The caller limits the rate. Over IPv4 there is none: nothing
    /// is sent. A kernel built with Mobile IPv6 does so itself, before `receive`, for a Payload
    /// Proto other than 59 and for messages of RFC 6275 that are too short.
    base::Result<void> report_problem(const Datagram& offender, std::uint32_t offset);
    /// What to wait on; each may be read by `receive`.
    [[nodiscard]] std::vector<int> fds() const;

  private:
    Received receive_ipv4(Datagram& out) { return ipv4_ ? ipv4_->receive(out) : Received::nothing; }
    Received receive_ipv6(Datagram& out) { return ipv6_ ? ipv6_->receive(out) : Received::nothing; }

    std::optional<Ipv4Transport> ipv4_;
    std::optional<Ipv6Transport> ipv6_;
    bool ipv6_first_ = false;
};

} // namespace magd::io
