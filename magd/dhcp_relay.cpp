#include "magd/dhcp_relay.hpp"

#include <chrono>

#include "magd/log.hpp"

namespace magd {

bool DhcpRelay::serves(const pmip::Binding& binding) const {
    if (!port_ || config_.dhcp.mode == DhcpMode::server) return false;
    const auto* const mode = pmip::find<pmip::DhcpSupportMode>(binding.told);
    return config_.dhcp.mode == DhcpMode::relay || mode == nullptr || !mode->server;
}

std::optional<base::Ipv4> DhcpRelay::asked(const dhcp::Packet& request, const pmip::Binding& binding) {
    const auto named = dhcp::named_server(request);
    const bool gateway = named == config_.dhcp.server_identifier ||
                         (binding.ipv4 && named == binding.ipv4->default_router) ||
                         (named == dhcp::limited_broadcast && !serves(binding));
    if (gateway) return config_.dhcp.server_identifier;
    return servers_.identifier(request, std::chrono::steady_clock::now());
}

dhcp::RelaySettings DhcpRelay::settings(const base::MacAddress& mac) const {
    return {.agent = config_.address,
            .mac = mac,
            .source = config_.dhcp.server_identifier,
            .trusted = config_.dhcp.trust_option_82};
}

void DhcpRelay::forward(const dhcp::Packet& request, const dhcp::Message& onward) {
    const auto [server, given_up] = servers_.choose(request, std::chrono::steady_clock::now());
    if (given_up) {
        ++given_up_;
        log::warning("DHCP server {} does not answer", base::to_string(*given_up));
    }
    if (const auto sent = port_->send(server, dhcp::encode_message(onward)); !sent)
        log::client(log::Level::warning, onward.chaddr, "{}", sent.error().what);
}

bool DhcpRelay::heard(base::Ipv4 from, const dhcp::Message& answer) {
    const auto heard = servers_.answered(from, answer);
    if (heard == dhcp::RelayServers::Heard::again)
        log::info("DHCP server {} answers again", base::to_string(from));
    return heard != dhcp::RelayServers::Heard::unknown;
}

} // namespace magd
