#include "magd/access/router.hpp"

#include <algorithm>

namespace magd::access {
namespace {

constexpr std::chrono::milliseconds answer_interval{500};
// RFC 4861 section 6.2.1: a lifetime is at least three times the interval, and at most 9000 s.
constexpr Seconds least_interval{3};
constexpr Seconds largest_interval{600};
constexpr Seconds largest_router_lifetime{9000};
constexpr std::size_t prefixes_per_message = 16; ///< so that a frame stays within 1280 octets

Seconds lifetime_of(const RouterService& service, TimePoint now) {
    return std::max(Seconds{0}, std::chrono::duration_cast<Seconds>(service.expires - now));
}

RouterAdvertisement message_of(const RouterService& service, TimePoint now) {
    const auto lifetime = lifetime_of(service, now);
    RouterAdvertisement message{.router_lifetime = std::min(lifetime, largest_router_lifetime),
                                .prefixes = {},
                                .mtu = service.mtu,
                                .dns = service.dns,
                                .search = service.search,
                                .managed = service.managed,
                                .other = service.other};
    for (const auto& prefix : service.prefixes)
        message.prefixes.push_back({.prefix = prefix, .lifetime = lifetime});
    return message;
}

/// Whether the client takes both for one router.
bool same_router(const RouterService& a, const RouterService& b) {
    return a.interface == b.interface && a.router == b.router;
}

/// Adds with lifetime 0 each prefix of `before` that the message lacks.
void end_missing(RouterAdvertisement& message, const RouterService& before) {
    for (const auto& prefix : before.prefixes)
        if (std::ranges::find(message.prefixes, prefix, &RouterAdvertisement::Prefix::prefix) ==
            message.prefixes.end())
            message.prefixes.push_back({.prefix = prefix});
}

} // namespace

void Router::heard(const base::MacAddress& client, const base::Ipv6& link_local) {
    if (link_local.unspecified())
        link_locals_.erase(client);
    else if (link_locals_.size() < maximum_ || link_locals_.contains(client))
        link_locals_.insert_or_assign(client, link_local);
}

Advertisements Router::serve(const base::MacAddress& client, const RouterService& service, TimePoint now) {
    Advertisements out;
    const auto before = told_.find(client);
    auto message = message_of(service, now);
    if (before != told_.end() && same_router(before->second.service, service))
        end_missing(message, before->second.service);
    else if (before != told_.end())
        out = end(client);
    advertise(out, client, service, message);
    auto& told = told_[client];
    told.service = service;
    told.at = now;
    plan(client, told, now + std::clamp(lifetime_of(service, now) / 3, least_interval, largest_interval));
    return out;
}

Advertisements Router::solicited(const base::MacAddress& client, const RouterService& service,
                                 TimePoint now) {
    const auto told = told_.find(client);
    if (told == told_.end() || now - told->second.at >= answer_interval) return serve(client, service, now);
    plan(client, told->second, told->second.at + answer_interval);
    return {};
}

Advertisements Router::withdraw(const base::MacAddress& client) {
    auto out = end(client);
    link_locals_.erase(client);
    return out;
}

Advertisements Router::end(const base::MacAddress& client) {
    Advertisements out;
    const auto told = told_.find(client);
    if (told != told_.end()) {
        const auto& service = told->second.service;
        RouterAdvertisement message{.dns = service.dns, .search = service.search};
        end_missing(message, service);
        advertise(out, client, service, message);
        schedule_.erase({told->second.next, client});
        told_.erase(told);
    }
    return out;
}

void Router::plan(const base::MacAddress& client, Told& told, TimePoint next) {
    schedule_.erase({told.next, client});
    told.next = next;
    schedule_.emplace(next, client);
}

/// In as many messages as the prefixes need, RFC 4861 section 6.2.3.
void Router::advertise(Advertisements& out, const base::MacAddress& client, const RouterService& service,
                       const RouterAdvertisement& message) const {
    const auto link_local = link_locals_.find(client);
    auto left = message.prefixes;
    do {
        const auto count = std::min(left.size(), prefixes_per_message);
        const auto end = left.begin() + static_cast<std::ptrdiff_t>(count);
        auto part = message;
        part.prefixes.assign(left.begin(), end);
        left.erase(left.begin(), end);
        out.push_back({.interface = service.interface,
                       .router = service.router,
                       .client = client,
                       .destination = link_local == link_locals_.end() ? all_nodes : link_local->second,
                       .message = std::move(part)});
    } while (!left.empty());
}

std::vector<base::MacAddress> Router::due(TimePoint now) const {
    std::vector<base::MacAddress> clients;
    for (const auto& [when, client] : schedule_) {
        if (when > now) break;
        clients.push_back(client);
    }
    return clients;
}

std::optional<TimePoint> Router::deadline() const {
    if (schedule_.empty()) return std::nullopt;
    return schedule_.begin()->first;
}

} // namespace magd::access
