#include "magd/kernel/wanted.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// What entries of clients are known by.
std::set<base::Address> addresses_in(const KernelState& entries) {
    std::set<base::Address> all;
    for (const auto& [key, value] : entries.routes) all.insert(key.destination.address);
    for (const auto& [key, value] : entries.neighbours) all.insert(key.address);
    for (const auto& [key, value] : entries.downlink) all.insert(key.home);
    for (const auto& [key, value] : entries.uplink_keys) all.insert(key.home);
    for (const auto& [key, value] : entries.uplink) all.insert(key.home);
    return all;
}

/// Those of this client's entries.
std::vector<base::Address> addresses_of(const Carried& client) {
    std::vector<base::Address> all;
    if (client.ipv4) all.emplace_back(client.ipv4->home_address.address);
    if (!client.ipv6) return all;
    all.emplace_back(link_local_of(client.mac));
    for (const auto& prefix : client.ipv6->home_prefixes) all.emplace_back(prefix.network());
    return all;
}

std::uint32_t hash_of(const InterfaceName& access, base::Ipv4 home) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(access.view())) ^ home.value;
}

} // namespace

void Wanted::add(const Carried& client) {
    remove(client.mac);
    count(client, 1);
    clients_.insert(client);
}

void Wanted::remove(const base::MacAddress& mac) {
    const auto entry = clients_.find(mac);
    if (entry == clients_.end()) return;
    count(*entry, -1);
    clients_.erase(entry);
}

void Wanted::clear() {
    clients_.clear();
    homes_.clear();
    gateways_.clear();
}

void Wanted::count(const Carried& client, int more) {
    for (const auto& gateway : gateways_of(client)) {
        auto& users = gateways_[gateway];
        users += static_cast<unsigned>(more);
        if (users == 0) gateways_.erase(gateway);
    }
    if (!client.ipv4) return;
    const auto home = hash_of(client.access, client.ipv4->home_address.address);
    if (more > 0)
        homes_.insert(home);
    else
        homes_.erase(homes_.find(home));
}

const Carried* Wanted::find(const base::MacAddress& mac) const {
    const auto entry = clients_.find(mac);
    return entry == clients_.end() ? nullptr : &*entry;
}

unsigned Wanted::users(const Gateway& gateway) const {
    const auto known = gateways_.find(gateway);
    return known == gateways_.end() ? 0 : known->second;
}

std::vector<base::MacAddress> Wanted::holders(const InterfaceName& access, base::Ipv4 home) const {
    std::vector<base::MacAddress> found;
    if (!homes_.contains(hash_of(access, home))) return found;
    for (const auto& client : clients_)
        if (is_behind(client, access, home)) found.push_back(client.mac);
    return found;
}

KernelState Wanted::state(std::string links) const {
    auto all = fixed_footprint(site_);
    all.ruleset.begin()->second.links = std::move(links);
    for (const auto& client : clients_) join(all, footprint(site_, client));
    join(all, proxies());
    return all;
}

KernelState Wanted::proxies() const {
    KernelState all;
    for (const auto& [gateway, users] : gateways_) join(all, gateway_footprint(gateway));
    return all;
}

KernelState Wanted::untold() const {
    auto all = receive_ports(site_);
    join(all, proxies());
    return all;
}

KernelState Wanted::state_of(const KernelState& keys) const {
    const auto named = addresses_in(keys);
    auto some = fixed_footprint(site_);
    join(some, proxies());
    for (const auto& client : clients_)
        if (std::ranges::any_of(addresses_of(client), [&](const auto& one) { return named.contains(one); }))
            join(some, footprint(site_, client));
    return common(some, keys);
}

} // namespace magd::kernel
