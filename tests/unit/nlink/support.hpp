#pragma once

#include <linux/netlink.h>

#include <cassert>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "nlink/base/address.hpp"
#include "nlink/request.hpp"
#include "nlink/view.hpp"

/// What the tests of nlink share.
namespace support {

inline base::Ipv4 ip(std::string_view text) { return *base::parse_ipv4(text); }
inline base::Ipv6 ip6(std::string_view text) { return *base::parse_ipv6(text); }
inline base::Prefix4 prefix(std::string_view text) { return *base::parse_prefix4(text); }
inline base::MacAddress mac(std::string_view text) { return *base::parse_mac(text); }
constexpr base::IfIndex interface(std::uint32_t number) { return static_cast<base::IfIndex>(number); }

inline nlmsghdr header_of(const nlink::Request& request) {
    nlmsghdr header{};
    std::memcpy(&header, request.bytes.data(), sizeof header);
    return header;
}

/// The one message that the octets are; it points into them.
inline nlink::Message message_of(const base::Bytes& octets) {
    base::ByteView left = octets;
    const auto message = nlink::next_message(left);
    assert(message && left.empty());
    return *message;
}
inline nlink::Message message_of(const nlink::Request& request) { return message_of(request.bytes); }

/// "0a 00 ff": white space is free.
inline base::Bytes octets(std::string_view hex) {
    base::Bytes out;
    int high = -1;
    for (const char c : hex) {
        const auto digit = std::string_view("0123456789abcdef").find(c);
        if (digit == std::string_view::npos) continue;
        if (high < 0) {
            high = static_cast<int>(digit);
            continue;
        }
        out.push_back(static_cast<std::uint8_t>(high << 4 | static_cast<int>(digit)));
        high = -1;
    }
    return out;
}

} // namespace support
