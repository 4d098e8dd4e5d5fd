#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dhcp/drop.hpp"
#include "dhcp/option.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/bytes.hpp"

namespace dhcp {

enum class Op : std::uint8_t { request = 1, reply = 2 };

/// DHCP Message Type, RFC 2132 section 9.6.
enum class MessageType : std::uint8_t {
    discover = 1,
    offer = 2,
    request = 3,
    decline = 4,
    ack = 5,
    nak = 6,
    release = 7,
    inform = 8,
};
/// "DISCOVER"; "type 13" for others.
[[nodiscard]] std::string name(MessageType type);

constexpr std::uint16_t broadcast_flag = 0x8000;

/// A DHCP message, RFC 2131 section 2. The hardware address is always Ethernet's.
struct Message {
    Op op = Op::request;
    MessageType type = MessageType::discover;
    std::uint8_t hops = 0;
    std::uint32_t xid = 0;
    std::uint16_t secs = 0;
    std::uint16_t flags = 0;
    base::Ipv4 ciaddr{}; ///< the client's address, if it has one it can answer ARP for
    base::Ipv4 yiaddr{}; ///< "your" address: what the server gives
    base::Ipv4 siaddr{};
    base::Ipv4 giaddr{}; ///< relay agent
    base::MacAddress chaddr{};
    std::array<std::uint8_t, 64> sname{}; ///< of a server that is booted from; zeros where options were
    std::array<std::uint8_t, 128> file{}; ///< to boot; the same
    std::vector<Option> options;          ///< all but message type, overload, pad and end; each code once

    bool operator==(const Message&) const = default;

    /// The data of an option, or nullptr.
    [[nodiscard]] const base::Bytes* find(Code code) const;
    /// Of an option with one address, or with 16 or 32 bits; nothing if absent or of another length.
    [[nodiscard]] std::optional<base::Ipv4> address(Code code) const;
    [[nodiscard]] std::optional<std::uint16_t> number16(Code code) const;
    [[nodiscard]] std::optional<std::uint32_t> number32(Code code) const;
};

/// Reads the payload of a datagram; any length that holds the fixed part and the cookie will do.
/// Every option whose code is known must have a length that fits its kind.
[[nodiscard]] std::expected<Message, Drop> decode_message(base::ByteView payload);

/// Writes at least 300 octets, which old clients demand (RFC 1542 section 2.1); an
/// option of more than 255 octets is split (RFC 3396).
[[nodiscard]] base::Bytes encode_message(const Message& message);
/// How many that are.
[[nodiscard]] std::size_t encoded_size(const Message& message);

/// In one line, for logs: "REQUEST xid 0x3d1d5c2e requested-address 192.168.5.44 ..."
[[nodiscard]] std::string to_string(const Message& message);

} // namespace dhcp
