#pragma once

#include <cstdint>
#include <optional>

#include "dhcp/relay.hpp"
#include "dhcp/relay_servers.hpp"
#include "magd/access/relay_port.hpp"
#include "magd/config.hpp"
#include "magd/pmip/binding.hpp"

namespace magd {

/// The way to the DHCP servers behind the gateway, for clients whose LMA, or the configuration, leaves DHCP
/// to them.
class DhcpRelay {
  public:
    /// Without a port, nothing is relayed.
    DhcpRelay(const Config& config, std::optional<access::RelayPort>& port) : config_(config), port_(port) {
        servers_.use(config.dhcp.relay_to);
    }

    /// RFC 5844 section 3.2.3.2: the gateway is the server only if the LMA says so, unless the configuration
    /// knows better. Without a server to relay to, it is all the same.
    [[nodiscard]] bool serves(const pmip::Binding& binding) const;
    /// Sends a client's message, which relay() made, to a server.
    void forward(const dhcp::Packet& request, const dhcp::Message& onward);
    /// Whether the datagram is of a server of ours, which counts as answering then.
    [[nodiscard]] bool heard(base::Ipv4 from, const dhcp::Message& answer);

    /// By which identifier the client of this binding knows the server that its request is for, be it the
    /// gateway or one behind it; nothing if it names one that is none of ours.
    [[nodiscard]] std::optional<base::Ipv4> asked(const dhcp::Packet& request, const pmip::Binding& binding);
    [[nodiscard]] dhcp::RelaySettings settings(const base::MacAddress& mac) const;
    /// Whether a server of ours calls itself so.
    [[nodiscard]] bool has_identifier(base::Ipv4 identifier) const {
        return servers_.has_identifier(identifier);
    }
    /// How often a server was given up.
    [[nodiscard]] std::uint64_t given_up() const { return given_up_; }

  private:
    const Config& config_;
    std::optional<access::RelayPort>& port_;
    dhcp::RelayServers servers_;
    std::uint64_t given_up_ = 0;
};

} // namespace magd
