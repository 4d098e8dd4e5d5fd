#include "dhcp/other_servers6.hpp"

namespace dhcp {
namespace {

bool is_from_servers(MessageType6 type) {
    return type == MessageType6::advertise || type == MessageType6::reply ||
           type == MessageType6::reconfigure;
}

} // namespace

std::optional<Rogue6> answer_of_server(const Packet6& packet) {
    const auto& [envelope, message] = packet;
    if (envelope.destination_port != client_port6 || !is_from_servers(message.type)) return std::nullopt;
    const auto* const identifier = message.find(Code6::server_identifier);
    return Rogue6{.mac = envelope.source,
                  .address = envelope.source_address,
                  .identifier = identifier != nullptr ? *identifier : base::Bytes{}};
}

} // namespace dhcp
