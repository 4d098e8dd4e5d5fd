#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "magd/dhcp_denial.hpp"
#include "magd/dhcp_service.hpp"

/// Clients that have no address to be told of: those that wait for their LMA, and those that get none.
namespace magd {

std::optional<DhcpService::Events> DhcpService::park(const pmip::Mag& mag, const Parked& parked) {
    const auto& mac = parked.request.message.chaddr;
    auto profile =
        admission_.admit(parked.port->name(), parked.port->index(), mac, std::chrono::steady_clock::now());
    if (refuse(mag, parked) || !profile) return std::nullopt;
    parked_.insert_or_assign(mac, parked);
    Events events;
    if (const auto gone = waiting_.enter(parked.port->name(), mac, config_.dhcp.waiting))
        give_way(mag, *gone, parked.port->name(), events);
    events.emplace_back(pmip::LinkUp{.profile = std::move(*profile), .asks_ipv4 = true});
    return events;
}

/// A client that has IPv6 as well, or is of another interface still, loses no more than its request.
void DhcpService::give_way(const pmip::Mag& mag, const base::MacAddress& mac, std::string_view interface,
                           Events& events) {
    watch_.count(DhcpTrouble::gave_way);
    parked_.erase(mac);
    const auto* const binding = mag.find(mac);
    if (binding == nullptr || binding->ipv6 || binding->profile.access_name != interface) return;
    events.emplace_back(
        pmip::LinkDown{.mac = mac,
                       .reason = fmt::format("gave way: more than {} clients without a lease on {}",
                                             config_.dhcp.waiting, interface)});
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
