#pragma once

#include <cstddef>
#include <optional>
#include <set>

#include "dhcp/reply.hpp"

namespace dhcp {

/// A DHCP server on the clients' link that is none of this domain's.
struct Rogue {
    base::MacAddress mac{}; ///< that its answer came from
    base::Ipv4 address{};
    base::Ipv4 identifier{}; ///< what it calls itself
    bool operator==(const Rogue&) const = default;
};

/// Who answers clients on their own link, if this packet is such an answer.
[[nodiscard]] std::optional<Rogue> answer_of_server(const Packet& packet);

/// The clients that took another server's offer. That server is left alone with them: while a client
/// rebinds or reboots with an address that is not its binding's, nobody here says no to it.
class OtherServers {
  public:
    /// More than these, and all are forgotten.
    static constexpr std::size_t maximum = 4096;

    /// A message with no answer from here, since it is meant for another server. Gives whether it says that
    /// the client takes that one's offer.
    bool took(const Packet& request);
    /// Whether the request is the other server's business. One for what this server has for the client,
    /// or for a new start, is not; the client is forgotten if it has come back.
    [[nodiscard]] bool concerns(const Packet& request, const Lease* lease);
    void forget(const base::MacAddress& client) { clients_.erase(client); }

  private:
    std::set<base::MacAddress> clients_;
};

} // namespace dhcp
