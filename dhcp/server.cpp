#include "dhcp/server.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace dhcp {
namespace {

/// One request in the light of what the server knows.
struct Context {
    const Packet& request;
    const Lease* lease;
    const ServerSettings& settings;
};

/// The default router counts as this server: other gateways of the domain may name it as
/// their server identifier (RFC 5844 section 3.4), and clients come from there.
bool is_this_server(base::Ipv4 address, const Context& context) {
    return address == context.settings.server_identifier ||
           (context.lease != nullptr && address == context.lease->router);
}

/// Sent to this server and, where it names one, meant for it. While the client is not
/// bound its router is not known, so a unicast destination is judged later.
bool for_this_server(const Context& context) {
    const auto destination = context.request.envelope.destination_address;
    const auto named = context.request.message.address(Code::server_identifier);
    return (destination == limited_broadcast || context.lease == nullptr ||
            is_this_server(destination, context)) &&
           (!named || is_this_server(*named, context));
}

/// On the client's own link the frame comes from the client itself: with another source
/// one client could release the address of another.
bool from_the_client(const Packet& request) {
    const auto& mac = request.message.chaddr;
    const bool group = (mac.octets[0] & 1) != 0;
    return mac == request.envelope.source && !group && mac != base::MacAddress{};
}

bool sent_by_clients(MessageType type) {
    constexpr std::array types{MessageType::discover, MessageType::request, MessageType::decline,
                               MessageType::release, MessageType::inform};
    return std::ranges::find(types, type) != types.end();
}

std::optional<Drop> fault(const Context& context) {
    const auto& message = context.request.message;
    if (const auto reason = fault_of_client(context.request)) return reason;
    if (!for_this_server(context)) return Drop::other_server;
    if (message.type != MessageType::discover && subject(message).unspecified()) return Drop::no_address;
    return std::nullopt;
}

/// DECLINE and RELEASE never attach a client, so they are not parked.
Outcome give_up(const Context& context) {
    const auto& message = context.request.message;
    const auto address = subject(message);
    if (context.lease == nullptr) return Ignore{Drop::no_lease};
    if (address != context.lease->address.address) return Ignore{Drop::wrong_address};
    if (message.type == MessageType::release) return Released{address};
    return Declined{address};
}

Outcome reply(MessageType type, const Context& context) {
    auto packet = make_reply(type, context.request, *context.lease, context.settings);
    if (!packet) return Ignore{packet.error()};
    return Reply{*std::move(packet)};
}

} // namespace

base::Ipv4 subject(const Message& request) {
    const auto asked = request.address(Code::requested_address).value_or(base::Ipv4{});
    const bool selects = request.find(Code::server_identifier) != nullptr && !asked.unspecified();
    switch (request.type) {
    case MessageType::discover: return {};
    case MessageType::request: return selects || request.ciaddr.unspecified() ? asked : request.ciaddr;
    case MessageType::decline: return asked;
    default: return request.ciaddr;
    }
}

base::Ipv4 named_server(const Packet& request) {
    const auto identifier = request.message.address(Code::server_identifier);
    return identifier.value_or(request.envelope.destination_address);
}

bool gives_up(MessageType type) { return type == MessageType::release || type == MessageType::decline; }

std::optional<Drop> fault_of_client(const Packet& request) {
    const auto& [envelope, message] = request;
    if (message.op != Op::request || envelope.destination_port != server_port) return Drop::not_a_request;
    if (!sent_by_clients(message.type)) return Drop::message_type;
    if (!message.giaddr.unspecified()) return Drop::relayed;
    if (!from_the_client(request)) return Drop::hardware_address;
    return std::nullopt;
}

Outcome respond(const Packet& request, const Lease* lease, const ServerSettings& settings) {
    const Context context{.request = request, .lease = lease, .settings = settings};
    if (const auto reason = fault(context)) return Ignore{*reason};

    const auto type = request.message.type;
    if (gives_up(type)) return give_up(context);
    if (lease == nullptr) return Park{};
    if (type == MessageType::discover) return reply(MessageType::offer, context);
    if (subject(request.message) == lease->address.address) return reply(MessageType::ack, context);
    if (type == MessageType::inform) return Ignore{Drop::wrong_address};
    auto nak = refuse(request, settings);
    if (!nak) return Ignore{nak.error()};
    return *std::move(nak);
}

std::expected<Reply, Drop> refuse(const Packet& request, const ServerSettings& settings) {
    const auto& [envelope, message] = request;
    auto packet = make_reply(MessageType::nak, request, {}, settings);
    if (!packet) return std::unexpected(packet.error());
    Reply nak{*std::move(packet)};
    if (message.ciaddr.unspecified() || envelope.destination_address == limited_broadcast) return nak;
    nak.copy = nak.packet.envelope;
    nak.copy->destination = message.chaddr;
    nak.copy->destination_address = message.ciaddr;
    return nak;
}

} // namespace dhcp
