#include "tools/bench/dhcp_clients.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace bench {
namespace {

using dhcp::Code;
using dhcp::MessageType;

/// A transaction identifier has the client's number in these bits.
constexpr unsigned number_bits = 20;
constexpr std::uint32_t number_mask = (1U << number_bits) - 1;
/// REQUESTs for an offer before the client looks for another one, RFC 2131 section 3.1 point 5.
constexpr unsigned request_transmissions = 4;

dhcp::Option option(Code code, base::Ipv4 address) {
    base::Writer out;
    out.value(address);
    return {.code = code, .data = out.take()};
}

/// What clients of the field always send.
dhcp::Option client_identifier(const base::MacAddress& mac) {
    base::Writer identifier;
    identifier.value(std::uint8_t{1}); // Ethernet, RFC 2132 section 9.14
    identifier.value(mac);
    return {.code = Code::client_identifier, .data = identifier.take()};
}

MessageType type_of(State state) {
    if (state == State::releasing) return MessageType::release;
    return state == State::selecting ? MessageType::discover : MessageType::request;
}

/// The message of a client in this state, RFC 2131 tables 4 and 5, with all but its transaction identifier.
dhcp::Packet message_of(const Leased& client, State state) {
    const bool unicast = state == State::renewing || state == State::releasing;
    dhcp::Packet out{.envelope = {.source = client.mac,
                                  .destination = dhcp::broadcast_mac,
                                  .destination_address = dhcp::limited_broadcast,
                                  .source_port = dhcp::client_port,
                                  .destination_port = dhcp::server_port},
                     .message = {.chaddr = client.mac, .options = {client_identifier(client.mac)}}};
    auto& [envelope, message] = out;
    message.type = type_of(state);
    if (unicast || state == State::rebinding) message.ciaddr = envelope.source_address = client.address;
    if (unicast) {
        envelope.destination = client.gateway;
        envelope.destination_address = client.server;
    }
    if (state == State::requesting)
        message.options.push_back(option(Code::requested_address, client.address));
    if (state == State::requesting || state == State::releasing)
        message.options.push_back(option(Code::server_identifier, client.server));
    if (state != State::releasing)
        message.options.push_back(
            {.code = Code::parameter_request_list, .data = {1, 3, 6, 15, 26, 28, 51, 58, 59}});
    return out;
}

} // namespace

Duration retransmission_delay(unsigned transmissions, double spread) {
    constexpr double first = 4, longest = 64;
    const double seconds = std::min(std::ldexp(first, static_cast<int>(transmissions) - 1), longest);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds + spread));
}

dhcp::Packet Clients::begin(std::size_t number, State state, TimePoint now) {
    auto& client = clients_[number];
    assert(client.state == State::idle && number <= number_mask);
    client.xid = ++exchanges_ << number_bits | static_cast<std::uint32_t>(number);
    client.began = now;
    return state == State::releasing ? release(client) : enter(client, state, now);
}

dhcp::Packet Clients::release(Client& client) {
    auto out = message_of(client, State::releasing);
    out.message.xid = client.xid;
    client.address = {};
    return out;
}

dhcp::Packet Clients::enter(Client& client, State state, TimePoint now) {
    leave(client);
    client.state = state;
    client.asked = now;
    client.transmissions = 0;
    return transmit(client, now);
}

dhcp::Packet Clients::transmit(Client& client, TimePoint now) {
    const auto number = client.xid & number_mask;
    due_.erase({client.due, number});
    const double spread = std::uniform_real_distribution(-1.0, 1.0)(chance_);
    client.due = now + retransmission_delay(++client.transmissions, spread);
    due_.emplace(client.due, number);
    auto out = message_of(client, client.state);
    out.message.xid = client.xid;
    return out;
}

void Clients::leave(Client& client) {
    due_.erase({client.due, client.xid & number_mask});
    client.state = State::idle;
}

/// Who waits for this answer, or nullptr.
Clients::Client* Clients::addressee(const dhcp::Message& answer) {
    const auto number = answer.xid & number_mask;
    if (answer.op != dhcp::Op::reply || number >= clients_.size()) return nullptr;
    auto& client = clients_[number];
    const bool known = client.xid == answer.xid && client.mac == answer.chaddr;
    const bool offered = answer.type == MessageType::offer;
    const bool decided = answer.type == MessageType::ack || answer.type == MessageType::nak;
    const bool fits = client.state == State::selecting ? offered : decided && client.state != State::idle;
    return known && fits ? &client : nullptr;
}

std::optional<dhcp::Packet> Clients::receive(const dhcp::Packet& packet, TimePoint now) {
    const auto& [envelope, message] = packet;
    auto* const client = addressee(message);
    if (client == nullptr) {
        ++tally_.strange;
        return std::nullopt;
    }
    if (message.type == MessageType::nak) {
        ++tally_.refused;
        return enter(*client, State::selecting, now);
    }
    client->address = message.yiaddr;
    client->server = message.address(Code::server_identifier).value_or(envelope.source_address);
    client->gateway = envelope.source;
    if (message.type == MessageType::offer) {
        tally_.offer.push_back(now - client->asked);
        return enter(*client, State::requesting, now);
    }
    tally_.ack.push_back(now - client->asked);
    tally_.whole.push_back(now - client->began);
    leave(*client);
    return std::nullopt;
}

std::optional<dhcp::Packet> Clients::overdue(TimePoint now) {
    if (due_.empty() || due_.begin()->first > now) return std::nullopt;
    auto& client = clients_[due_.begin()->second];
    ++tally_.retransmitted;
    if (client.state == State::requesting && client.transmissions == request_transmissions)
        return enter(client, State::selecting, now);
    return transmit(client, now);
}

std::optional<TimePoint> Clients::deadline() const {
    if (due_.empty()) return std::nullopt;
    return due_.begin()->first;
}

} // namespace bench
