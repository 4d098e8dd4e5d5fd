#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "magd/access/bridge_watch.hpp"
#include "magd/access/listener.hpp"
#include "nlink/socket.hpp"

namespace magd::access {

/// The clients of an access interface that is a bridge, or an interface for a VLAN on top of one, as the
/// bridge's forwarding table tells of them. One that tells VLANs apart has those of its PVID.
class BridgePort {
  public:
    /// `own`: netlink ports of this program's own sockets, of whose changes to neighbours nothing is to be
    /// heard. Errors: no such interface, no bridge below it, a bridge below a VLAN that does not tell VLANs
    /// apart.
    [[nodiscard]] static base::Result<BridgePort> open(const std::string& interface,
                                                       std::span<const std::uint32_t> own);

    /// Takes what waits; never blocks.
    [[nodiscard]] Sightings receive();
    /// To be called at the deadline, which is passed at the begin: lists the table. After an error it is
    /// tried again.
    [[nodiscard]] base::Result<Sightings> tick(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline() const { return listener_.deadline(); }

    /// Goes over to the interface that has the name by now, or to the VLAN that it is for by now, if that is
    /// another one than before. None may have the name: then nobody is seen until one has. Errors as of
    /// `open`.
    [[nodiscard]] base::Result<void> follow();

    [[nodiscard]] TriggerDrops drops() const {
        auto all = drops_;
        return all += watch_.drops();
    }
    [[nodiscard]] int fd() const { return listener_.fd(); }
    [[nodiscard]] base::IfIndex index() const { return index_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    BridgePort(std::string name, base::IfIndex index, BridgeScope scope, nlink::Socket socket,
               nlink::Monitor monitor)
        : name_(std::move(name)),
          index_(index),
          socket_(std::move(socket)),
          listener_(std::move(monitor)),
          watch_(scope) {}

    std::string name_;
    base::IfIndex index_{};
    nlink::Socket socket_;
    Listener listener_;
    BridgeWatch watch_;
    TriggerDrops drops_;
};

} // namespace magd::access
