#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "magd/dhcp_denial.hpp"
#include "magd/dhcp_service.hpp"

/// Clients that have no address to be told of: those that wait for their LMA, and those that get none.
namespace magd {

DhcpService::Events DhcpService::park(const pmip::Mag& mag, const Parked& parked) {
    const auto& mac = parked.request.message.chaddr;
    auto profile = admission_.identify(parked.port->name(), parked.port->index(), mac);
    if (refuse(mag, parked) || !profile) return {};
    auto events = admission_.attach({.profile = std::move(*profile), .asks_ipv4 = true},
                                    std::chrono::steady_clock::now());
    if (!events.empty()) parked_.insert_or_assign(mac, parked);
    return events;
}

/// RFC 2131 section 4.3.2 has a server be silent to clients that it has no record of, which these are not.
/// Who names another server (SELECTING), renews at one (RENEWING) or took the offer of one is left to it.
bool DhcpService::refuse(const pmip::Mag& mag, const Parked& parked) {
    const auto& [request, port] = parked;
    const auto& message = request.message;
    const auto* const binding = mag.find(message.chaddr);
    if (message.type != dhcp::MessageType::request || !denied(config_, port->name(), message.chaddr, binding))
        return false;
    const auto server = relay_.asked(request, binding != nullptr ? *binding : pmip::Binding{});
    if (!server) return false;
    const auto nak = dhcp::refuse(request, {.server_identifier = *server, .dns = {}, .mac = port->mac()});
    if (nak)
        reply(mag, *port, *nak);
    else
        ignore(parked, nak.error());
    return true;
}

} // namespace magd
