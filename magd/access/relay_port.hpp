#pragma once

#include <optional>

#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace magd::access {

/// What came to the relay agent, and from whom.
struct RelayDatagram {
    base::Ipv4 from{};
    base::Bytes payload;
};

/// The socket between a DHCP relay agent and its servers. Whoever is no server may send something too.
class RelayPort {
  public:
    /// From UDP port 67 of the agent's own address. Errors: not its address, the port is taken, no
    /// permission (CAP_NET_BIND_SERVICE).
    static base::Result<RelayPort> open(base::Ipv4 agent);

    /// Takes one datagram; never blocks. Nothing if there is none.
    [[nodiscard]] std::optional<RelayDatagram> receive();
    base::Result<void> send(base::Ipv4 server, base::ByteView payload);

    [[nodiscard]] int fd() const { return socket_.get(); }

  private:
    base::Fd socket_;
};

} // namespace magd::access
