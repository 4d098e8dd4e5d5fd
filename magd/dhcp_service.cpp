#include "magd/dhcp_service.hpp"

#include <utility>

#include "magd/log.hpp"
#include "magd/served.hpp"

namespace magd {
namespace {

/// What the client gave back, and why, as an event.
pmip::Event given_up(const base::MacAddress& mac, dhcp::MessageType type, base::Ipv4 address) {
    if (type == dhcp::MessageType::release)
        return pmip::AddressReleased{.mac = mac, .reason = "the client released its address"};
    const auto why = "the client found " + base::to_string(address) + " in use by another";
    log::client(log::Level::warning, mac, "DHCPDECLINE: {}", why);
    return pmip::AddressReleased{.mac = mac, .reason = why};
}

} // namespace

std::optional<pmip::Event> DhcpService::receive(const pmip::Mag& mag, access::DhcpPort& port,
                                                const access::DhcpFrame& frame) {
    auto request = dhcp::decode_packet(frame.octets, frame.checksum_trusted);
    if (!request) {
        ++drops_[request.error()];
        return std::nullopt;
    }
    if (log::enabled(log::Level::debug)) // words for it take as long as the answer
        log::client(log::Level::debug, request->message.chaddr, "DHCP from client on {}: {}", port.name(),
                    dhcp::to_string(request->message));
    return answer(mag, {.request = std::move(*request), .port = &port});
}

std::optional<pmip::Event> DhcpService::answer(const pmip::Mag& mag, const Parked& parked) {
    const auto& mac = parked.request.message.chaddr;
    const auto lease = lease_of(mag, parked);
    if (lease && left_to_server(*mag.find(mac))) return forward(parked, *lease);
    const dhcp::ServerSettings settings{.server_identifier = config_.dhcp.server_identifier,
                                        .lease_time = config_.dhcp.lease_time,
                                        .dns = config_.dhcp.dns,
                                        .mac = parked.port->mac()};
    const auto outcome = dhcp::respond(parked.request, lease ? &*lease : nullptr, settings);
    if (const auto* answer = std::get_if<dhcp::Reply>(&outcome))
        reply(*parked.port, answer->packet);
    else if (const auto* ignored = std::get_if<dhcp::Ignore>(&outcome))
        ++drops_[ignored->reason];
    else if (std::holds_alternative<dhcp::Park>(outcome))
        return park(parked);
    else if (const auto* released = std::get_if<dhcp::Released>(&outcome))
        return given_up(mac, dhcp::MessageType::release, released->address);
    else if (const auto* declined = std::get_if<dhcp::Declined>(&outcome))
        return given_up(mac, dhcp::MessageType::decline, declined->address);
    return std::nullopt;
}

/// RFC 5844 section 3.2.3.2: the gateway is the server only if the LMA says so. Without a server
/// to relay to, it is all the same.
bool DhcpService::left_to_server(const pmip::Binding& binding) const {
    const auto* const mode = pmip::find<pmip::DhcpSupportMode>(binding.told);
    return relay_ && (mode == nullptr || !mode->server);
}

dhcp::RelaySettings DhcpService::relay_settings(const access::DhcpPort& port) const {
    return {.agent = config_.address, .mac = port.mac(), .source = config_.dhcp.server_identifier};
}

std::optional<pmip::Event> DhcpService::forward(const Parked& parked, const dhcp::Lease& lease) {
    const auto& message = parked.request.message;
    const auto outcome = dhcp::relay(parked.request, &lease, relay_settings(*parked.port));
    if (const auto* ignored = std::get_if<dhcp::Ignore>(&outcome)) ++drops_[ignored->reason];
    const auto* const onward = std::get_if<dhcp::Forward>(&outcome);
    if (onward == nullptr) return std::nullopt;
    if (const auto sent = relay_->send(dhcp::encode_message(onward->message)); !sent)
        log::client(log::Level::warning, message.chaddr, "{}", sent.error().what);
    if (dhcp::gives_up(message.type)) return given_up(message.chaddr, message.type, lease.address.address);
    return std::nullopt;
}

void DhcpService::relayed(const pmip::Mag& mag, base::ByteView payload) {
    auto message = dhcp::decode_message(payload);
    if (!message) {
        ++drops_[message.error()];
        return;
    }
    for (auto& port : ports_) {
        const auto lease = lease_of(mag, {.request = {.message = *message}, .port = &port});
        if (!lease) continue;
        const auto packet = dhcp::deliver(*message, *lease, relay_settings(port));
        if (packet) return reply(port, *packet);
        log::client(log::Level::warning, message->chaddr, "answer of the DHCP server dropped, {}: {}",
                    dhcp::text(packet.error()).help, dhcp::to_string(*message));
        ++drops_[packet.error()];
        return;
    }
    ++drops_[dhcp::Drop::no_lease];
}

/// What the client may be told: nothing until the kernel carries its packets, and nothing
/// while it is registered behind another interface than it speaks from (a move comes first).
std::optional<dhcp::Lease> DhcpService::lease_of(const pmip::Mag& mag, const Parked& parked) const {
    const auto* binding = served(mag, keeper_, parked.request.message.chaddr, parked.port->name());
    if (binding == nullptr || !binding->ipv4) return std::nullopt;
    return dhcp::Lease{.address = binding->ipv4->home_address,
                       .router = binding->ipv4->default_router,
                       .mtu = tunnel_mtu(site_, *binding),
                       .lifetime = binding->lifetime};
}

std::optional<pmip::Event> DhcpService::park(const Parked& parked) {
    const auto& mac = parked.request.message.chaddr;
    auto profile = admission_.admit(parked.port->name(), parked.port->index(), mac);
    if (!profile) return std::nullopt;
    parked_.insert_or_assign(mac, parked);
    return pmip::LinkUp{.profile = std::move(*profile), .asks_ipv4 = true};
}

void DhcpService::attached(const pmip::Mag& mag, const base::MacAddress& mac) {
    auto node = parked_.extract(mac);
    if (!node.empty()) (void)answer(mag, node.mapped());
}

void DhcpService::detached(const base::MacAddress& mac) {
    parked_.erase(mac);
    last_.erase(mac);
}

void DhcpService::reply(access::DhcpPort& port, const dhcp::Packet& packet) {
    const auto& message = packet.message;
    if (const auto sent = port.send(dhcp::encode_packet(packet)); !sent) {
        log::client(log::Level::warning, message.chaddr, "{}", sent.error().what);
        return;
    }
    last_.insert_or_assign(message.chaddr, show::LastDhcp{.message = dhcp::name(message.type),
                                                          .at = std::chrono::steady_clock::now()});
    if (log::enabled(log::Level::info))
        log::client(log::Level::info, message.chaddr, "DHCP to client on {}: {}", port.name(),
                    dhcp::to_string(message));
}

const show::LastDhcp* DhcpService::last(const base::MacAddress& mac) const {
    const auto entry = last_.find(mac);
    return entry == last_.end() ? nullptr : &entry->second;
}

} // namespace magd
