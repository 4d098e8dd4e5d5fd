#include "magd/dhcp_service.hpp"

#include <fmt/format.h>

#include <chrono>

#include "magd/log.hpp"
#include "magd/served.hpp"

namespace magd {
namespace {

bool carries_identifier_of(const dhcp::Rogue& server, base::Ipv4 address) {
    return server.identifier == address || server.address == address;
}

bool has_lease(const pmip::Binding& binding) { return binding.ipv4 && binding.lease != binding.lease.zero(); }

} // namespace

DhcpService::Events DhcpService::receive(const pmip::Mag& mag, access::DhcpPort& port,
                                         const access::DhcpFrame& frame) {
    auto request = dhcp::decode_packet(frame.octets, frame.checksum_trusted);
    if (!request) {
        ++drops_[request.error()];
        return {};
    }
    if (const auto server = dhcp::answer_of_server(*request)) {
        heard_server(mag, port, *request, *server);
        return {};
    }
    log::step(request->message.chaddr,
              fmt::format("DHCP from client on {}: {}", port.name(), dhcp::name(request->message.type)));
    if (log::enabled(log::Level::debug)) // words for it take as long as the answer
        log::client(log::Level::debug, request->message.chaddr, "DHCP from client on {}: {}", port.name(),
                    dhcp::to_string(request->message));
    return answer(mag, {.request = std::move(*request), .port = &port});
}

/// Another gateway on the link may be heard, and has the domain's server identifier or that of the client's
/// router (RFC 5844 section 3.4).
void DhcpService::heard_server(const pmip::Mag& mag, access::DhcpPort& port, const dhcp::Packet& answer,
                               const dhcp::Rogue& server) {
    const auto lease = lease_of(mag, {.request = answer, .port = &port});
    const bool ours = carries_identifier_of(server, config_.dhcp.server_identifier) ||
                      relay_.has_identifier(server.identifier) ||
                      (lease && server.identifier == lease->router);
    ++drops_[ours ? dhcp::Drop::not_a_request : dhcp::Drop::rogue_server];
    if (!ours) watch_.rogue(port.name(), server);
}

DhcpService::Events DhcpService::answer(const pmip::Mag& mag, const Parked& parked) {
    const auto lease = lease_of(mag, parked);
    if (others_.concerns(parked.request, lease ? &*lease : nullptr)) {
        ++drops_[dhcp::Drop::other_server];
        return {};
    }
    const auto& message = parked.request.message;
    if (lease && message.chaddr == parked.request.envelope.source) keep_option_82(message);
    if (lease && relay_.serves(*mag.find(message.chaddr))) return forward(mag, parked, *lease);
    return serve(mag, parked, lease);
}

DhcpService::Events DhcpService::serve(const pmip::Mag& mag, const Parked& parked,
                                       const std::optional<dhcp::Lease>& lease) {
    const auto& mac = parked.request.message.chaddr;
    const dhcp::ServerSettings settings{.server_identifier = config_.dhcp.server_identifier,
                                        .lease_time = config_.dhcp.lease_time,
                                        .dns = config_.dhcp.dns,
                                        .mac = parked.port->mac(),
                                        .options = config_.dhcp.options};
    const auto outcome = dhcp::respond(parked.request, lease ? &*lease : nullptr, settings);
    if (const auto* answer = std::get_if<dhcp::Reply>(&outcome))
        reply(mag, *parked.port, *answer);
    else if (const auto* ignored = std::get_if<dhcp::Ignore>(&outcome))
        ignore(parked, ignored->reason);
    else if (std::holds_alternative<dhcp::Park>(outcome))
        return park(mag, parked);
    else if (const auto* released = std::get_if<dhcp::Released>(&outcome))
        return given_up(mac, dhcp::MessageType::release, released->address);
    else if (const auto* declined = std::get_if<dhcp::Declined>(&outcome))
        return given_up(mac, dhcp::MessageType::decline, declined->address);
    return {};
}

/// What the client gave back, and why, as an event. One that declines gets the LMA's next answer when it asks
/// again: the session there ends first.
DhcpService::Events DhcpService::given_up(const base::MacAddress& mac, dhcp::MessageType type,
                                          base::Ipv4 address) {
    std::string why = "the client released its address";
    if (type == dhcp::MessageType::decline) {
        why = "the client found " + base::to_string(address) + " in use by another";
        log::client(log::Level::warning, mac, "DHCPDECLINE: {}", why);
        watch_.count(DhcpTrouble::declined);
    }
    Events events;
    events.emplace_back(pmip::AddressReleased{.mac = mac, .reason = std::move(why)});
    return events;
}

void DhcpService::ignore(const Parked& parked, dhcp::Drop reason) {
    ++drops_[reason];
    const auto& interface = parked.port->name();
    const auto named = parked.request.message.address(dhcp::Code::server_identifier);
    const bool behind_us = named && relay_.has_identifier(*named); // before the client is bound
    if (reason == dhcp::Drop::other_server && !behind_us && others_.took(parked.request))
        watch_.elsewhere(interface, parked.request);
    if (reason == dhcp::Drop::hardware_address || reason == dhcp::Drop::wrong_address)
        watch_.forged(interface, parked.request);
}

void DhcpService::keep_option_82(const dhcp::Message& request) {
    if (const auto* const seen = request.find(dhcp::Code::relay_agent_information))
        option_82_.insert_or_assign(request.chaddr, *seen);
    else
        option_82_.erase(request.chaddr);
}

DhcpService::Events DhcpService::forward(const pmip::Mag& mag, const Parked& parked,
                                         const dhcp::Lease& lease) {
    const auto& message = parked.request.message;
    auto settings = relay_.settings(parked.port->mac());
    settings.server = relay_.asked(parked.request, *mag.find(message.chaddr));
    const auto outcome = dhcp::relay(parked.request, &lease, settings);
    if (const auto* ignored = std::get_if<dhcp::Ignore>(&outcome)) ignore(parked, ignored->reason);
    if (const auto* nak = std::get_if<dhcp::Reply>(&outcome)) {
        watch_.other_address(parked.request, lease.address.address);
        reply(mag, *parked.port, *nak);
    }
    const auto* const onward = std::get_if<dhcp::Forward>(&outcome);
    if (onward == nullptr) return {};
    relay_.forward(parked.request, onward->message);
    if (dhcp::gives_up(message.type)) return given_up(message.chaddr, message.type, lease.address.address);
    return {};
}

void DhcpService::relayed(const pmip::Mag& mag, const access::RelayDatagram& datagram) {
    if (const auto done = deliver(mag, datagram); !done) ++drops_[done.error()];
}

std::expected<void, dhcp::Drop> DhcpService::deliver(const pmip::Mag& mag,
                                                     const access::RelayDatagram& datagram) {
    auto message = dhcp::decode_message(datagram.payload);
    if (!message) return std::unexpected(message.error());
    if (!relay_.heard(datagram.from, *message)) return std::unexpected(dhcp::Drop::unknown_server);
    const auto seen = option_82_.find(message->chaddr);
    for (auto& port : ports_) {
        const auto lease = lease_of(mag, {.request = {.message = *message}, .port = &port});
        if (!lease) continue;
        const auto packet = dhcp::deliver(*message, *lease, relay_.settings(port.mac()),
                                          seen != option_82_.end() ? &seen->second : nullptr);
        if (!packet) {
            log::client(log::Level::warning, message->chaddr, "answer of the DHCP server dropped, {}: {}",
                        dhcp::text(packet.error()).help, dhcp::to_string(*message));
            return std::unexpected(packet.error());
        }
        reply(mag, port, {*packet});
        return {};
    }
    return std::unexpected(dhcp::Drop::no_lease);
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

/// One of an earlier process has renewed its lease nobody knows when: it gets a whole one from now.
void DhcpService::attached(const pmip::Mag& mag, const base::MacAddress& mac) {
    const auto* const binding = mag.find(mac);
    if (binding != nullptr && has_lease(*binding) && !lease_ends_.knows(mac))
        lease_ends_.begin(mac, binding->lease, std::chrono::steady_clock::now());
    const auto node = parked_.extract(mac);
    // Who has moved meanwhile asks again where it is.
    if (!node.empty() && binding != nullptr && *binding->profile.access_name == node.mapped().port->name())
        (void)answer(mag, node.mapped());
}

/// What it asked may be for an address that it has no more: the next session, if there is one, tells.
void DhcpService::detached(const pmip::Mag& mag, const base::MacAddress& mac) {
    option_82_.erase(mac);
    lease_ends_.forget(mac);
    last_.erase(mac);
    const auto at = parked_.find(mac);
    if (at == parked_.end() || awaited(mag, mac, at->second.port->name())) return;
    const auto node = parked_.extract(at);
    (void)refuse(mag, node.mapped());
}

/// One that has lost its IPv4 address meanwhile, and not its prefixes, loses no more.
DhcpService::Events DhcpService::tick(const pmip::Mag& mag, pmip::TimePoint now) {
    Events events;
    for (const auto& mac : lease_ends_.due(now)) {
        const auto* const binding = mag.find(mac);
        if (binding == nullptr || !has_lease(*binding)) continue;
        watch_.count(DhcpTrouble::lease_ended);
        events.emplace_back(pmip::AddressReleased{.mac = mac, .reason = "its lease ended"});
    }
    return events;
}

/// An answer to INFORM gives no address.
void DhcpService::begin_lease(const pmip::Mag& mag, const dhcp::Message& ack) {
    const auto seconds = ack.number32(dhcp::Code::lease_time);
    if (ack.yiaddr.unspecified() || !seconds) return;
    admission_.settled(ack.chaddr);
    const pmip::LeaseTime time{*seconds};
    lease_ends_.begin(ack.chaddr, time, std::chrono::steady_clock::now());
    const auto* const binding = mag.find(ack.chaddr);
    if (binding != nullptr && binding->lease != time)
        begun_.emplace_back(pmip::Leased{.mac = ack.chaddr, .time = time});
}

void DhcpService::reply(const pmip::Mag& mag, access::DhcpPort& port, const dhcp::Reply& answer) {
    const auto& message = answer.packet.message;
    auto sent = port.send(dhcp::encode_packet(answer.packet));
    if (sent && answer.copy)
        sent = port.send(dhcp::encode_frame(*answer.copy, dhcp::encode_message(message)));
    if (!sent) {
        log::client(log::Level::warning, message.chaddr, "{}", sent.error().what);
        return;
    }
    if (message.type == dhcp::MessageType::ack) begin_lease(mag, message);
    if (mag.find(message.chaddr) != nullptr) remember(message);
    if (log::enabled(log::Level::info))
        log::client(log::Level::info, message.chaddr, "DHCP to client on {}: {}", port.name(),
                    dhcp::to_string(message));
    else
        log::step(message.chaddr,
                  fmt::format("DHCP to client on {}: {}", port.name(), dhcp::name(message.type)));
}

void DhcpService::remember(const dhcp::Message& answer) {
    const auto seen = option_82_.find(answer.chaddr);
    last_.insert_or_assign(
        answer.chaddr, show::LastDhcp{.message = dhcp::name(answer.type),
                                      .at = std::chrono::steady_clock::now(),
                                      .option_82 = seen != option_82_.end() ? seen->second : base::Bytes{}});
}

const show::LastDhcp* DhcpService::last(const base::MacAddress& mac) const {
    const auto entry = last_.find(mac);
    return entry == last_.end() ? nullptr : &entry->second;
}

DhcpTroubles DhcpService::troubles() const {
    auto all = watch_.troubles();
    all[DhcpTrouble::server_silent] = relay_.given_up();
    return all;
}

} // namespace magd
