#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "magd/pmip/message_kind.hpp"
#include "magd/pmip/option.hpp"

/// What MAG and LMA tell each other beside updates and their acknowledgements.
namespace pmip {

/// RFC 5847 section 3.3. A Restart Counter option is in responses only.
struct Heartbeat {
    static constexpr MessageKind kind{.type = 13, .name = "Heartbeat", .fixed = 12};
    static constexpr std::uint16_t unsolicited = 0x0002; ///< U
    static constexpr std::uint16_t response = 0x0001;    ///< R
    std::uint16_t flags = 0;
    std::uint32_t sequence = 0;
    std::vector<Option> options;
    bool operator==(const Heartbeat&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.flags);
        io.value(self.sequence);
    }
};

/// Why a session is revoked, RFC 5846 section 5.1. From 128 on: many sessions at once (G flag).
enum class RevocationTrigger : std::uint8_t {
    unspecified = 0,
    administrative = 1,
    handover_same_access = 2,
    handover_other_access = 3,
    handover_unknown = 4,
    user_initiated = 5,
    access_network_termination = 6,
    out_of_sync = 7,
    per_peer_policy = 128,
    local_mobility_node_policy = 129,
};
[[nodiscard]] std::string_view name(RevocationTrigger trigger);

/// Answer to a revocation, RFC 5846 section 5.2; a space of its own.
enum class RevocationStatus : std::uint8_t {
    success = 0,
    partial_success = 1,
    binding_does_not_exist = 128,
    ipv4_home_address_option_required = 129,
    global_revocation_not_authorized = 130,
    revoked_mn_identity_required = 131,
    mn_is_attached = 132,
    trigger_not_supported = 133,
    function_not_supported = 134,
    proxy_binding_revocation_not_supported = 135,
};

/// RFC 5846 section 5: Binding Revocation Indication and Acknowledgement share one MH Type.
struct BindingRevocation {
    static constexpr MessageKind kind{.type = 16, .name = "Binding Revocation", .fixed = 12};
    enum class Type : std::uint8_t { indication = 1, acknowledgement = 2 };
    static constexpr std::uint16_t proxy = 0x8000;     ///< P
    static constexpr std::uint16_t ipv4_only = 0x4000; ///< V: the IPv4 home address alone
    static constexpr std::uint16_t global = 0x2000;    ///< G: all sessions that the options name
    Type type = Type::indication;
    std::uint8_t code = 0; ///< RevocationTrigger of an indication, RevocationStatus of the answer
    std::uint16_t sequence = 0;
    std::uint16_t flags = proxy;
    std::vector<Option> options;
    bool operator==(const BindingRevocation&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.type);
        io.value(self.code);
        io.value(self.sequence);
        io.value(self.flags);
    }
};

/// RFC 6705 section 10.1.
struct LocalizedRoutingInitiation {
    static constexpr MessageKind kind{.type = 17, .name = "LRI", .fixed = 12, .grouped = true};
    std::uint16_t sequence = 0;
    std::uint16_t lifetime = 0; ///< in seconds; 0 stops, all ones has no end
    std::vector<Option> options;
    bool operator==(const LocalizedRoutingInitiation&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.sequence);
        io.pad(2);
        io.value(self.lifetime);
    }
};

/// RFC 6705 section 10.2.
enum class LocalizedRoutingStatus : std::uint8_t { success = 0, not_allowed = 128, mn_not_attached = 129 };
struct LocalizedRoutingAck {
    static constexpr MessageKind kind{.type = 18, .name = "LRA", .fixed = 12, .grouped = true};
    static constexpr std::uint8_t unsolicited = 0x80; ///< U
    std::uint16_t sequence = 0;
    std::uint8_t flags = 0;
    LocalizedRoutingStatus status = LocalizedRoutingStatus::success;
    std::uint16_t lifetime = 0; ///< in seconds
    std::vector<Option> options;
    bool operator==(const LocalizedRoutingAck&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.sequence);
        io.value(self.flags);
        io.value(self.status);
        io.value(self.lifetime);
    }
};

/// Why an LMA sends an Update Notification, RFC 7077 section 4.1 and RFC 7222 section 4.4.
enum class NotificationReason : std::uint16_t {
    force_reregistration = 1,
    update_session_parameters = 2,
    vendor_specific = 3,
    ani_params_requested = 4,
    qos_service_request = 5,
};

/// RFC 7077 section 4.1.
struct UpdateNotification {
    static constexpr MessageKind kind{.type = 19, .name = "UPN", .fixed = 12};
    static constexpr std::uint16_t acknowledge = 0x8000;    ///< A
    static constexpr std::uint16_t retransmission = 0x4000; ///< D
    std::uint16_t sequence = 0;
    NotificationReason reason = NotificationReason::force_reregistration;
    std::uint16_t flags = 0;
    std::vector<Option> options;
    bool operator==(const UpdateNotification&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.sequence);
        io.value(self.reason);
        io.value(self.flags);
    }
};

/// RFC 7077 section 4.2.
enum class NotificationStatus : std::uint8_t {
    success = 0,
    failed_to_update_session_parameters = 128,
    missing_vendor_specific_option = 129,
    cannot_meet_qos_service_request = 130,
};
struct UpdateNotificationAck {
    static constexpr MessageKind kind{.type = 20, .name = "UPA", .fixed = 12};
    std::uint16_t sequence = 0;
    NotificationStatus status = NotificationStatus::success;
    std::vector<Option> options;
    bool operator==(const UpdateNotificationAck&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.sequence);
        io.value(self.status);
        io.pad(3);
    }
};

} // namespace pmip
