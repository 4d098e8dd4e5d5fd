#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/message_kind.hpp"
#include "magd/pmip/message_peer.hpp"
#include "magd/pmip/option.hpp"
#include "magd/pmip/status.hpp"
#include "nlink/base/address.hpp"

namespace pmip {

/// Flags of a PBU, with the RFC that defines each.
namespace pbu_flag {
constexpr std::uint16_t acknowledge = 0x8000;         ///< A, 6275; always set in a PBU
constexpr std::uint16_t home_registration = 0x4000;   ///< H, 6275
constexpr std::uint16_t link_local = 0x2000;          ///< L, 6275
constexpr std::uint16_t key_management = 0x1000;      ///< K, 6275
constexpr std::uint16_t map = 0x0800;                 ///< M, 4140
constexpr std::uint16_t mobile_router = 0x0400;       ///< R, 3963
constexpr std::uint16_t proxy = 0x0200;               ///< P, 5213; not set: a plain Binding Update
constexpr std::uint16_t force_udp = 0x0100;           ///< F, 5555
constexpr std::uint16_t tlv_header = 0x0080;          ///< T, 5845
constexpr std::uint16_t bulk_binding = 0x0040;        ///< B, 6602
constexpr std::uint16_t multicast_signaling = 0x0020; ///< S, 7161
constexpr std::uint16_t d = 0x0010;                   ///< D, 8885
} // namespace pbu_flag

/// Flags of a PBA.
namespace pba_flag {
constexpr std::uint8_t key_management = 0x80;      ///< K, 6275
constexpr std::uint8_t mobile_router = 0x40;       ///< R, 3963
constexpr std::uint8_t proxy = 0x20;               ///< P, 5213; not set: not an answer to a PBU
constexpr std::uint8_t tlv_header = 0x10;          ///< T, 5845
constexpr std::uint8_t bulk_binding = 0x08;        ///< B, 6602
constexpr std::uint8_t multicast_signaling = 0x04; ///< S, 7161
constexpr std::uint8_t d = 0x02;                   ///< D, 8885
} // namespace pba_flag

/// RFC 6275 section 6.1.7 and RFC 5213 section 8.1. Any Binding Update decodes to this:
/// whether the P flag is set is the receiver's to check.
struct ProxyBindingUpdate {
    static constexpr MessageKind kind{.type = 5, .name = "PBU", .fixed = 12};
    std::uint16_t sequence = 0;
    std::uint16_t flags = pbu_flag::acknowledge | pbu_flag::proxy;
    std::uint16_t lifetime = 0; ///< in units of 4 s; 0 de-registers
    std::vector<Option> options;
    bool operator==(const ProxyBindingUpdate&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.sequence);
        io.value(self.flags);
        io.value(self.lifetime);
    }
};

/// RFC 6275 section 6.1.8 and RFC 5213 section 8.2. Any Binding Acknowledgement decodes to this.
struct ProxyBindingAck {
    static constexpr MessageKind kind{.type = 6, .name = "PBA", .fixed = 12};
    Status status = Status::accepted;
    std::uint8_t flags = pba_flag::proxy;
    std::uint16_t sequence = 0;
    std::uint16_t lifetime = 0; ///< granted, in units of 4 s; means nothing in a rejection
    std::vector<Option> options;
    bool operator==(const ProxyBindingAck&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.status);
        io.value(self.flags);
        io.value(self.sequence);
        io.value(self.lifetime);
    }
};

/// Status of a Binding Error, RFC 6275 section 6.1.9.
enum class BindingErrorStatus : std::uint8_t { unknown_binding = 1, unknown_mh_type = 2 };

/// RFC 6275 section 6.1.9. With status unknown_mh_type the home address is unspecified.
struct BindingError {
    static constexpr MessageKind kind{.type = 7, .name = "Binding Error", .fixed = 24};
    BindingErrorStatus status = BindingErrorStatus::unknown_mh_type;
    base::Ipv6 home_address;
    std::vector<Option> options; ///< none is defined yet
    bool operator==(const BindingError&) const = default;
    static void fields(auto& io, auto& self) {
        io.value(self.status);
        io.pad(1);
        io.value(self.home_address);
    }
};

/// Every message the codec knows. A new one is a struct and a place in this list; what
/// follows the first 6 octets is in its `fields`, then come the options.
using Message =
    std::variant<ProxyBindingUpdate, ProxyBindingAck, BindingError, Heartbeat, BindingRevocation,
                 LocalizedRoutingInitiation, LocalizedRoutingAck, UpdateNotification, UpdateNotificationAck>;

/// One line for a log: "PBU seq 9465 flags 0x8200 lifetime 3600 s: MN-ID ..., HI 1, ATT 4".
[[nodiscard]] std::string describe(const Message& message);

} // namespace pmip
