#include "tools/bench/dhcp_leases.hpp"

#include <fmt/format.h>

#include <sstream>

namespace bench {

std::string line_of(const Leased& leased) {
    if (leased.address.unspecified()) return {};
    return fmt::format("{} {} {} {}\n", base::to_string(leased.mac), base::to_string(leased.address),
                       base::to_string(leased.server), base::to_string(leased.gateway));
}

std::optional<std::vector<Leased>> parse_leases(std::string_view text) {
    std::vector<Leased> out;
    std::istringstream in{std::string(text)};
    for (std::string mac, address, server, gateway; in >> mac;) {
        in >> address >> server >> gateway;
        const auto client_mac = base::parse_mac(mac), gateway_mac = base::parse_mac(gateway);
        const auto client_address = base::parse_ipv4(address), server_address = base::parse_ipv4(server);
        if (!in || !client_mac || !gateway_mac || !client_address || !server_address) return std::nullopt;
        out.push_back({*client_mac, *client_address, *server_address, *gateway_mac});
    }
    return out;
}

} // namespace bench
