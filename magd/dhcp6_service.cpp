#include "magd/dhcp6_service.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "magd/dhcp6_policy.hpp"
#include "magd/log.hpp"
#include "magd/served.hpp"

namespace magd {
namespace {

dhcp::Lease6 lease6_of(const DhcpConfig& config, const pmip::Binding& binding) {
    return {.prefixes = binding.ipv6->home_prefixes,
            .address = leased_address(config, binding),
            .router = binding.ipv6->link_local,
            .lifetime = binding.lifetime};
}

} // namespace

Dhcp6Service::Events Dhcp6Service::receive(const pmip::Mag& mag, access::Dhcp6Port& port,
                                           const access::Frame& frame) {
    auto request = dhcp::decode_packet6(frame.octets, frame.checksum_trusted);
    if (!request) {
        ++drops_[request.error()];
        return {};
    }
    if (const auto server = dhcp::answer_of_server(*request)) {
        heard_server(port, *server);
        return {};
    }
    if (config_.dhcp.v6 == Dhcp6Mode::off) {
        ++drops_[dhcp::Drop6::not_served];
        return {};
    }
    log::step(request->envelope.source,
              fmt::format("DHCPv6 from client on {}: {}", port.name(), dhcp::name(request->message.type)));
    if (log::enabled(log::Level::debug))
        log::client(log::Level::debug, request->envelope.source, "DHCPv6 from client on {}: {}", port.name(),
                    dhcp::to_string(request->message));
    return answer(mag, {.request = std::move(*request), .port = &port});
}

/// Another gateway on the link may be heard, and has the domain's server identifier.
void Dhcp6Service::heard_server(const access::Dhcp6Port& port, const dhcp::Rogue6& server) {
    const bool ours = server.identifier == config_.dhcp.server_duid;
    ++drops_[ours ? dhcp::Drop6::not_a_request : dhcp::Drop6::rogue_server];
    if (!ours) watch_.rogue(port.name(), server);
}

/// Nothing until the kernel carries the client's packets: see served().
Dhcp6Service::Events Dhcp6Service::answer(const pmip::Mag& mag, const Parked& parked) {
    const auto* const binding = served(mag, keeper_, parked.client(), parked.port->name());
    if (binding != nullptr && !binding->ipv6) {
        ++drops_[dhcp::Drop6::no_ipv6];
        return {};
    }
    std::optional<dhcp::Lease6> lease;
    if (binding != nullptr) lease = lease6_of(config_.dhcp, *binding);
    const auto outcome = dhcp::respond(parked.request, lease ? &*lease : nullptr, settings(*parked.port));
    if (const auto* const ignored = std::get_if<dhcp::Ignore6>(&outcome)) {
        ++drops_[ignored->reason];
        return {};
    }
    const auto* const answer = std::get_if<dhcp::Reply6>(&outcome);
    if (answer == nullptr) return park(parked);
    reply(parked, answer->packet);
    if (answer->given_up) return given_up(*binding, parked.request.message.type);
    return {};
}

dhcp::ServerSettings6 Dhcp6Service::settings(const access::Dhcp6Port& port) const {
    return {.server_identifier = config_.dhcp.server_duid,
            .lease_time = config_.dhcp.lease_time,
            .dns = config_.dhcp.dns6,
            .search = search_list(config_.dhcp),
            .mac = port.mac()};
}

/// As with DHCPv4, the session ends; but not for a client that has an IPv4 address too, since a session
/// without its home network prefixes cannot be.
Dhcp6Service::Events Dhcp6Service::given_up(const pmip::Binding& binding, dhcp::MessageType6 type) {
    std::string why = "the client released its address";
    if (type == dhcp::MessageType6::decline) {
        why = fmt::format("the client found {} in use by another",
                          base::to_string(leased_address(config_.dhcp, binding).value_or(base::Ipv6{})));
        log::client(log::Level::warning, binding.profile.mac, "DHCPv6 DECLINE: {}", why);
        watch_.count(DhcpTrouble::declined);
    }
    if (binding.ipv4) return {};
    Events events;
    events.emplace_back(pmip::AddressReleased{.mac = binding.profile.mac, .reason = std::move(why)});
    return events;
}

Dhcp6Service::Events Dhcp6Service::park(const Parked& parked) {
    const auto& mac = parked.client();
    auto profile = admission_.identify(parked.port->name(), parked.port->index(), mac);
    if (!profile) return {};
    if (!profile->ipv6) {
        ++drops_[dhcp::Drop6::no_ipv6];
        return {};
    }
    auto events = admission_.attach({.profile = std::move(*profile)}, std::chrono::steady_clock::now());
    if (!events.empty()) parked_.insert_or_assign(mac, parked);
    return events;
}

void Dhcp6Service::attached(const pmip::Mag& mag, const base::MacAddress& mac) {
    const auto node = parked_.extract(mac);
    const auto* const binding = mag.find(mac);
    // Who has moved meanwhile asks again where it is.
    if (!node.empty() && binding != nullptr && *binding->profile.access_name == node.mapped().port->name())
        (void)answer(mag, node.mapped());
}

void Dhcp6Service::detached(const pmip::Mag& mag, const base::MacAddress& mac) {
    const auto at = parked_.find(mac);
    if (at != parked_.end() && !awaited(mag, mac, at->second.port->name())) parked_.erase(at);
}

void Dhcp6Service::reply(const Parked& parked, const dhcp::Packet6& packet) {
    const auto& mac = parked.client();
    const auto& interface = parked.port->name();
    const auto& message = packet.message;
    if (const auto sent = parked.port->send(dhcp::encode_packet6(packet)); !sent) {
        log::client(log::Level::warning, mac, "{}", sent.error().what);
        return;
    }
    if (log::enabled(log::Level::info))
        log::client(log::Level::info, mac, "DHCPv6 to client on {}: {}", interface, dhcp::to_string(message));
    else
        log::step(mac, fmt::format("DHCPv6 to client on {}: {}", interface, dhcp::name(message.type)));
}

} // namespace magd
