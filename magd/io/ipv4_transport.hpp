#pragma once

#include "magd/io/datagram.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::io {

/// Signalling on a UDP port that the kernel's FOU receiver holds for GRE data. It is a raw
/// socket with a packet filter: the kernel gives it a copy of each datagram to the port that
/// starts with 0x3b (payload protocol 59 of a Mobility Header), and FOU drops the original as
/// no GRE. Data packets never reach the daemon.
class Ipv4Transport {
  public:
    /// `local` is the address to send from and to receive on; the same port is used both
    /// ways. Needs CAP_NET_RAW. Errors: the address is not on this machine, no permission.
    static base::Result<Ipv4Transport> open(base::Ipv4 local, std::uint16_t port);

    base::Result<void> send(base::Ipv4 to, std::uint16_t port, base::ByteView mobility_header);
    /// Takes one datagram; never blocks. `out` is set if it is a message.
    Received receive(Datagram& out);
    [[nodiscard]] int fd() const { return socket_.get(); }

  private:
    base::Fd socket_;
    base::Ipv4 local_;
    std::uint16_t port_ = 0;
};

/// The pure half of `receive`: an IPv4 packet as a raw socket gives it.
Received parse_packet(base::ByteView packet, Datagram& out);

} // namespace magd::io
