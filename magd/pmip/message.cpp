#include "magd/pmip/message.hpp"

#include <fmt/format.h>

#include "magd/pmip/types.hpp"

namespace pmip {
namespace {

std::int64_t seconds(std::uint16_t lifetime) { return (lifetime * lifetime_unit).count(); }

std::string text(const ProxyBindingUpdate& m) {
    return fmt::format("seq {} flags 0x{:04x} lifetime {} s", m.sequence, m.flags, seconds(m.lifetime));
}
std::string text(const ProxyBindingAck& m) {
    return fmt::format("seq {} status {} flags 0x{:02x} lifetime {} s", m.sequence, describe(m.status),
                       m.flags, seconds(m.lifetime));
}
std::string text(const BindingError& m) {
    return fmt::format("status {} home address {}", std::to_underlying(m.status), to_string(m.home_address));
}
std::string text(const Heartbeat& m) {
    return fmt::format("{} seq {}", (m.flags & Heartbeat::response) != 0 ? "response" : "request",
                       m.sequence);
}
std::string text(const BindingRevocation& m) {
    const bool indication = m.type == BindingRevocation::Type::indication;
    return fmt::format("{} seq {} {} {} flags 0x{:04x}", indication ? "Indication" : "Acknowledgement",
                       m.sequence, indication ? "trigger" : "status", m.code, m.flags);
}
std::string text(const LocalizedRoutingInitiation& m) {
    return fmt::format("seq {} lifetime {} s", m.sequence, m.lifetime);
}
std::string text(const LocalizedRoutingAck& m) {
    return fmt::format("seq {} status {} lifetime {} s", m.sequence, std::to_underlying(m.status),
                       m.lifetime);
}
std::string text(const UpdateNotification& m) {
    return fmt::format("seq {} reason {} flags 0x{:04x}", m.sequence, std::to_underlying(m.reason), m.flags);
}
std::string text(const UpdateNotificationAck& m) {
    return fmt::format("seq {} status {}", m.sequence, std::to_underlying(m.status));
}

} // namespace

std::string_view name(RevocationTrigger trigger) {
    switch (trigger) {
    case RevocationTrigger::unspecified: return "unspecified";
    case RevocationTrigger::administrative: return "administrative reason";
    case RevocationTrigger::handover_same_access: return "inter-MAG handover, same access type";
    case RevocationTrigger::handover_other_access: return "inter-MAG handover, other access type";
    case RevocationTrigger::handover_unknown: return "inter-MAG handover, unknown";
    case RevocationTrigger::user_initiated: return "user-initiated session termination";
    case RevocationTrigger::access_network_termination: return "access network session termination";
    case RevocationTrigger::out_of_sync: return "possible out-of-sync BCE state";
    case RevocationTrigger::per_peer_policy: return "per-peer policy";
    case RevocationTrigger::local_mobility_node_policy: return "revoking mobility node local policy";
    }
    return "unassigned";
}

std::string describe(const Message& message) {
    return std::visit(
        []<class M>(const M& m) {
            auto line = fmt::format("{} {}", M::kind.name, text(m));
            const char* separator = ": ";
            for (const auto& option : m.options) {
                line += separator + describe(option);
                separator = ", ";
            }
            return line;
        },
        message);
}

} // namespace pmip
