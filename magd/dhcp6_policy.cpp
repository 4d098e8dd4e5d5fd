#include "magd/dhcp6_policy.hpp"

#include <algorithm>

#include "magd/kernel/footprint.hpp"

namespace magd {
namespace {

/// The prefix with the interface identifier that the client's MAC address makes.
base::Ipv6 formed_address(const base::Prefix6& prefix, const base::MacAddress& mac) {
    auto address = kernel::link_local_of(mac);
    std::ranges::copy_n(prefix.address.octets.begin(), 8, address.octets.begin());
    return address;
}

} // namespace

base::Bytes search_list(const DhcpConfig& config) {
    constexpr dhcp::Code domain_search{119}; // RFC 3397
    const auto option = std::ranges::find(config.options, domain_search, &dhcp::Option::code);
    return option != config.options.end() ? option->data : base::Bytes{};
}

bool serves_other_configuration(const DhcpConfig& config) {
    return config.v6 != Dhcp6Mode::off && (!config.dns6.empty() || !search_list(config).empty());
}

std::optional<base::Ipv6> leased_address(const DhcpConfig& config, const pmip::Binding& binding) {
    if (!binding.ipv6 || config.v6 == Dhcp6Mode::off || config.v6 == Dhcp6Mode::stateless)
        return std::nullopt;
    if (binding.ipv6->home_address || config.v6 == Dhcp6Mode::automatic) return binding.ipv6->home_address;
    return formed_address(binding.ipv6->home_prefixes.front(), binding.profile.mac);
}

} // namespace magd
