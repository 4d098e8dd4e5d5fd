#pragma once

#include <cstdlib>

#include "dhcp/relay.hpp"

/// What must hold of any DHCP packet that decodes, whoever sent it.
namespace dhcp_check {

inline void expect(bool condition) {
    if (!condition) std::abort();
}

inline dhcp::ServerSettings settings() {
    return {.server_identifier = {0xc0000201},
            .dns = {{0x08080808}, {0x08080404}},
            .mac = {{0x00, 0x00, 0x5e, 0x00, 0x52, 0x13}},
            .options = {{.code = dhcp::Code{43}, .data = base::Bytes(200)},
                        {.code = dhcp::Code{42}, .data = {1, 2, 3, 4}}}};
}

/// A reply reads back as it was meant, from a frame with both checksums right.
inline void reads_back(const dhcp::Reply& reply) {
    const auto frame = dhcp::encode_packet(reply.packet);
    expect(frame.size() <= 1514);
    const auto read_back = dhcp::decode_packet(frame);
    expect(read_back.has_value() && *read_back == reply.packet);
}

inline void answer(const dhcp::Packet& request, const dhcp::Lease* lease) {
    const auto outcome = dhcp::respond(request, lease, settings());
    expect(lease != nullptr || !std::holds_alternative<dhcp::Reply>(outcome));
    if (const auto* const ignored = std::get_if<dhcp::Ignore>(&outcome))
        expect(ignored->reason < dhcp::Drop::count_);
    if (const auto* const reply = std::get_if<dhcp::Reply>(&outcome)) reads_back(*reply);
    if (const auto nak = dhcp::refuse(request, settings())) reads_back(*nak);
}

/// What goes on to a server reads back there; what a server says reaches the client or is refused.
inline void relayed(const dhcp::Packet& packet, const dhcp::Lease* lease) {
    const dhcp::RelaySettings agent{.agent = packet.message.giaddr,
                                    .mac = settings().mac,
                                    .source = {0xc0000201},
                                    .server = base::Ipv4{0xc6336405},
                                    .trusted = true};
    const auto outcome = dhcp::relay(packet, lease, agent);
    if (const auto* const forward = std::get_if<dhcp::Forward>(&outcome)) {
        const auto at_server = dhcp::decode_message(dhcp::encode_message(forward->message));
        expect(lease != nullptr && at_server.has_value() && *at_server == forward->message);
    }
    if (const auto* const nak = std::get_if<dhcp::Reply>(&outcome)) {
        expect(lease != nullptr && nak->packet.message.type == dhcp::MessageType::nak);
        reads_back(*nak);
    }
    if (lease == nullptr) return;
    const auto delivered = dhcp::deliver(packet.message, *lease, agent,
                                         packet.message.find(dhcp::Code::relay_agent_information));
    expect(!delivered || delivered->message.giaddr.unspecified());
}

inline void packet(const dhcp::Packet& request) {
    const auto again = dhcp::decode_message(dhcp::encode_message(request.message));
    expect(again.has_value() && *again == request.message);
    expect(to_string(request.message).find('\n') == std::string::npos);

    dhcp::Lease lease{.address = {{0xc0a8052c}, 24}, .router = {0xc0a80501}, .lifetime = dhcp::Seconds(3600)};
    answer(request, nullptr);
    answer(request, &lease);
    relayed(request, &lease);
    // The address the client asks for is the right one.
    lease.address.address =
        request.message.address(dhcp::Code::requested_address).value_or(request.message.ciaddr);
    answer(request, &lease);
    relayed(request, nullptr);
    relayed(request, &lease);
}

} // namespace dhcp_check
