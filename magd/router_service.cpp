#include "magd/router_service.hpp"

#include <algorithm>
#include <utility>

#include "magd/dhcp6_policy.hpp"
#include "magd/log.hpp"
#include "magd/served.hpp"

namespace magd {
namespace {

access::TimePoint steady_now() { return std::chrono::steady_clock::now(); }

} // namespace

RouterService::Events RouterService::receive(const pmip::Mag& mag, const access::NdPort& port,
                                             const access::Frame& frame) {
    Events events;
    const auto asked = access::decode_solicitation(frame.octets);
    if (!asked) {
        ++drops_[asked.error()];
        return events;
    }
    log::client(log::Level::debug, asked->client, "router solicitation from client on {}", port.name());
    const auto* const binding = mag.find(asked->client);
    const bool elsewhere = binding != nullptr && *binding->profile.access_name != port.name();
    if (!elsewhere && (asked->source.link_local() || asked->source.unspecified()))
        router_.heard(asked->client, asked->source);
    if (served(mag, keeper_, asked->client, port.name()) == nullptr) return attach(port, asked->client);
    const auto service = service_of(mag, asked->client, port.name());
    if (!service) return events;
    if (service->router == asked->source)
        events.emplace_back(pmip::LinkLocalHeard{.mac = asked->client, .address = asked->source});
    else
        send(router_.solicited(asked->client, *service, steady_now()));
    return events;
}

RouterService::Events RouterService::attach(const access::NdPort& port, const base::MacAddress& mac) {
    auto profile = admission_.identify(port.name(), port.index(), mac);
    if (!profile || !profile->ipv6) return {};
    return admission_.attach({.profile = std::move(*profile)}, steady_now());
}

/// Nothing if the client may not be told, or has no IPv6.
std::optional<access::RouterService> RouterService::service_of(const pmip::Mag& mag,
                                                               const base::MacAddress& mac,
                                                               std::string_view interface) const {
    const auto* binding = served(mag, keeper_, mac, interface);
    if (binding == nullptr || !binding->ipv6) return std::nullopt;
    return access::RouterService{.interface = binding->profile.access_name,
                                 .router = binding->ipv6->link_local,
                                 .prefixes = binding->ipv6->home_prefixes,
                                 .mtu = tunnel_mtu(site_, *binding),
                                 .dns = config_.dhcp.dns6,
                                 .search = search_list(config_.dhcp),
                                 .managed = leased_address(config_.dhcp, *binding).has_value(),
                                 .other = serves_other_configuration(config_.dhcp),
                                 .expires = binding->expires.value_or(steady_now())};
}

void RouterService::attached(const pmip::Mag& mag, const base::MacAddress& mac) { refresh(mag, mac); }

void RouterService::detached(const base::MacAddress& mac) { send(router_.withdraw(mac)); }

void RouterService::tick(const pmip::Mag& mag) {
    for (const auto& mac : router_.due(steady_now())) refresh(mag, mac);
}

void RouterService::refresh(const pmip::Mag& mag, const base::MacAddress& mac) {
    const auto* binding = mag.find(mac);
    const auto service =
        binding == nullptr ? std::nullopt : service_of(mag, mac, binding->profile.access_name);
    send(service ? router_.serve(mac, *service, steady_now()) : router_.withdraw(mac));
}

void RouterService::send(const access::Advertisements& advertisements) {
    for (const auto& [interface, router, client, destination, message] : advertisements) {
        const auto port = std::ranges::find(ports_, interface, &access::NdPort::name);
        if (port == ports_.end()) continue;
        const auto frame = access::encode_frame(
            {.source = port->mac(), .router = router, .client = client, .destination = destination}, message);
        if (const auto sent = port->send(frame); !sent)
            log::client(log::Level::warning, client, "{}", sent.error().what);
        else
            log::client(log::Level::info, client, "router advertisement to client on {}: lifetime {} s",
                        interface, message.router_lifetime.count());
    }
}

} // namespace magd
