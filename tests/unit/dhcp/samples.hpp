#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include "dhcp/server.hpp"

/// The client, lease and server of the tests: those of the reference flow.
namespace sample {

using dhcp::Code;
using dhcp::Drop;
using dhcp::MessageType;

constexpr base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
constexpr base::MacAddress other_client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2e}};
constexpr base::MacAddress gateway{{0x00, 0x00, 0x5e, 0x00, 0x52, 0x13}};

inline base::Ipv4 ip(std::string_view text) { return base::parse_ipv4(text).value(); }

inline dhcp::Lease lease() {
    return {.address = base::parse_prefix4("192.168.5.44/24").value(),
            .router = ip("192.168.5.1"),
            .mtu = 1464,
            .lifetime = dhcp::Seconds(3600)};
}

inline dhcp::ServerSettings settings() {
    return {.server_identifier = ip("192.0.2.1"),
            .lease_time = dhcp::Seconds(3600),
            .dns = {ip("8.8.8.8")},
            .mac = gateway};
}

inline dhcp::Option option(Code code, base::Bytes data) { return {.code = code, .data = std::move(data)}; }
inline dhcp::Option option(Code code, base::Ipv4 address) {
    base::Writer out;
    out.value(address);
    return {.code = code, .data = out.take()};
}
inline dhcp::Option option(Code code, std::uint16_t number) {
    base::Writer out;
    out.value(number);
    return {.code = code, .data = out.take()};
}
inline dhcp::Option requested_address(std::string_view text) {
    return option(Code::requested_address, ip(text));
}
inline dhcp::Option server_identifier(std::string_view text) {
    return option(Code::server_identifier, ip(text));
}

/// A message that the client broadcasts, without an address of its own yet.
inline dhcp::Packet broadcast(MessageType type, std::vector<dhcp::Option> options = {}) {
    return {.envelope = {.source = client,
                         .destination = dhcp::broadcast_mac,
                         .destination_address = dhcp::limited_broadcast,
                         .source_port = dhcp::client_port,
                         .destination_port = dhcp::server_port},
            .message = {.type = type, .xid = 0x3d1d5c2e, .chaddr = client, .options = std::move(options)}};
}

/// A message that the client sends from its address to the server's.
inline dhcp::Packet unicast(MessageType type, std::string_view ciaddr,
                            std::vector<dhcp::Option> options = {}) {
    auto packet = broadcast(type, std::move(options));
    packet.message.ciaddr = ip(ciaddr);
    packet.envelope.source_address = ip(ciaddr);
    packet.envelope.destination = gateway;
    packet.envelope.destination_address = ip("192.0.2.1");
    return packet;
}

/// Octets written as hexadecimal digits, with white space anywhere.
inline base::Bytes hex(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c > ' '; });
    base::Bytes out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

/// A frame captured from a real client; tests/golden/dhcp/README.md says how.
inline base::Bytes golden(const std::string& name) {
    const std::ifstream file(std::string(GOLDEN_DIR "/dhcp/") + name + ".hex");
    std::stringstream text;
    text << file.rdbuf();
    return hex(text.str());
}

/// The codes of a message's options, in order.
inline std::vector<int> codes(const dhcp::Message& message) {
    std::vector<int> out(message.options.size());
    std::ranges::transform(message.options, out.begin(),
                           [](const auto& each) { return std::to_underlying(each.code); });
    return out;
}

} // namespace sample
