#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <optional>

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::access {

/// A datagram, who sent it, and what its answer needs to come from the address that it went to.
struct RadiusDatagram {
    base::Address from;
    base::Bytes payload;
    sockaddr_in6 peer{};
    in6_pktinfo local{};
};

/// The UDP socket of RADIUS accounting: one for IPv4, as mapped addresses, and IPv6.
class RadiusPort {
  public:
    /// Without an address, listens at all of the machine's. Errors: not its address, the port is taken.
    [[nodiscard]] static base::Result<RadiusPort> open(const std::optional<base::Address>& address,
                                                       std::uint16_t port);

    /// Takes one datagram; never blocks. Nothing if there is none.
    [[nodiscard]] std::optional<RadiusDatagram> receive();
    /// One that the socket has no room for is lost: its request is sent again.
    void answer(const RadiusDatagram& request, base::ByteView payload);

    [[nodiscard]] int fd() const { return socket_.get(); }

  private:
    base::Fd socket_;
};

} // namespace magd::access
