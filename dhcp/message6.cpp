#include "dhcp/message6.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dhcp {
namespace {

constexpr std::array<std::string_view, 14> type6_names{"",
                                                       "SOLICIT",
                                                       "ADVERTISE",
                                                       "REQUEST",
                                                       "CONFIRM",
                                                       "RENEW",
                                                       "REBIND",
                                                       "REPLY",
                                                       "RELEASE",
                                                       "DECLINE",
                                                       "RECONFIGURE",
                                                       "INFORMATION-REQUEST",
                                                       "RELAY-FORWARD",
                                                       "RELAY-REPLY"};

/// RFC 8415 section 8: the type, then 24 bits.
void fixed_part(auto& io, auto& type, auto& high, auto& low) {
    io.value(type);
    io.value(high);
    io.value(low);
}

/// Puts the option where it belongs.
std::expected<void, Drop6> sort_in(Message6& message, Option6 option) {
    if (!length_fits(option.code, option.data.size())) return std::unexpected(Drop6::option_length);
    if (!is_association(option.code)) {
        message.options.push_back(std::move(option));
        return {};
    }
    auto association = decode_association(option.code, option.data);
    if (!association) return std::unexpected(association.error());
    message.associations.push_back(*std::move(association));
    return {};
}

} // namespace

std::string name(MessageType6 type) {
    const auto number = std::to_underlying(type);
    return number != 0 && number < type6_names.size() ? std::string(type6_names.at(number))
                                                      : fmt::format("type {}", number);
}

const base::Bytes* Message6::find(Code6 code) const {
    const auto at = std::ranges::find(options, code, &Option6::code);
    return at == options.end() ? nullptr : &at->data;
}

std::expected<Message6, Drop6> decode_message6(base::ByteView payload) {
    base::Reader in(payload);
    Message6 message;
    std::uint8_t high = 0;
    std::uint16_t low = 0;
    fixed_part(in, message.type, high, low);
    if (!in.ok()) return std::unexpected(Drop6::truncated);
    if (message.type == MessageType6::relay_forward || message.type == MessageType6::relay_reply)
        return std::unexpected(Drop6::relayed);
    message.transaction = static_cast<std::uint32_t>(high) << 16 | low;
    while (in.left() != 0) {
        auto option = read_option(in);
        if (!option) return std::unexpected(Drop6::option_overrun);
        if (const auto sorted = sort_in(message, *std::move(option)); !sorted)
            return std::unexpected(sorted.error());
    }
    return message;
}

base::Bytes encode_message6(const Message6& message) {
    base::Writer out;
    const auto high = static_cast<std::uint8_t>(message.transaction >> 16);
    const auto low = static_cast<std::uint16_t>(message.transaction);
    fixed_part(out, message.type, high, low);
    for (const auto& option : message.options) write_option(out, option);
    for (const auto& association : message.associations) write_option(out, encode(association));
    return out.take();
}

std::string to_string(const Message6& message) {
    auto out = fmt::format("{} xid {:#08x}", name(message.type), message.transaction);
    for (const auto& option : message.options)
        out += fmt::format(" {} {}", name(option.code), to_string(option));
    for (const auto& association : message.associations) out += ' ' + to_string(association);
    return out;
}

std::expected<Packet6, Drop6> decode_packet6(base::ByteView frame, bool checksum_trusted) {
    const auto datagram = decode_frame6(frame, checksum_trusted);
    if (!datagram) return std::unexpected(datagram.error());
    auto message = decode_message6(datagram->payload);
    if (!message) return std::unexpected(message.error());
    return Packet6{.envelope = datagram->envelope, .message = *std::move(message)};
}

base::Bytes encode_packet6(const Packet6& packet) {
    return encode_frame6(packet.envelope, encode_message6(packet.message));
}

} // namespace dhcp
