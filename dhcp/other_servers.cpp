#include "dhcp/other_servers.hpp"

#include "dhcp/server.hpp"

namespace dhcp {

std::optional<Rogue> answer_of_server(const Packet& packet) {
    const auto& [envelope, message] = packet;
    if (message.op != Op::reply || envelope.source_port != server_port) return std::nullopt;
    return Rogue{.mac = envelope.source,
                 .address = envelope.source_address,
                 .identifier = message.address(Code::server_identifier).value_or(envelope.source_address)};
}

bool OtherServers::took(const Packet& request) {
    const auto& message = request.message;
    const bool selects =
        message.type == MessageType::request && message.find(Code::server_identifier) != nullptr;
    if (!selects) return false;
    if (clients_.size() >= maximum) clients_.clear();
    clients_.insert(message.chaddr);
    return true;
}

bool OtherServers::concerns(const Packet& request, const Lease* lease) {
    const auto& message = request.message;
    if (message.type != MessageType::request || !clients_.contains(message.chaddr)) return false;
    const bool selecting = message.find(Code::server_identifier) != nullptr;
    const bool ours = lease != nullptr && subject(message) == lease->address.address;
    if (!selecting && !ours) return true;
    if (ours) clients_.erase(message.chaddr);
    return false;
}

} // namespace dhcp
