#pragma once

#include <string_view>

#include "dhcp/other_servers.hpp"
#include "dhcp/other_servers6.hpp"
#include "magd/denials.hpp"
#include "magd/dhcp_trouble.hpp"

namespace magd {

/// Tells the operator of those on the access links who do what they should not: each once, and each time in
/// the counters.
class DhcpWatch {
  public:
    /// Someone among the clients answers them as a DHCP server.
    void rogue(std::string_view interface, const dhcp::Rogue& server);
    void rogue(std::string_view interface, const dhcp::Rogue6& server);
    /// A client took the offer of a server that is none of ours.
    void elsewhere(std::string_view interface, const dhcp::Packet& request);
    /// A message about a MAC address or home address that is not its sender's.
    void forged(std::string_view interface, const dhcp::Packet& request);
    /// A client has asked a server behind the relay for another address than its LMA gave it, and is refused
    /// here. It may do so innocently, whenever its LMA gives it another.
    void other_address(const dhcp::Packet& request, base::Ipv4 home);
    void count(DhcpTrouble trouble) { ++troubles_[trouble]; }

    [[nodiscard]] const DhcpTroubles& troubles() const { return troubles_; }

  private:
    void tell(const base::MacAddress& who, const std::string& what);

    Denials told_;
    DhcpTroubles troubles_;
};

} // namespace magd
