#include "dhcp/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace dhcp {
namespace {

constexpr std::uint32_t magic_cookie = 0x63825363; // RFC 2131 section 3
constexpr std::uint8_t ethernet = 1;               // htype, RFC 1700 "Number Hardware Type"
constexpr std::size_t minimum_size = 300;
constexpr std::size_t fixed_size = 240; // with the cookie
constexpr std::size_t part_maximum = 255;

constexpr std::uint8_t options_in_file = 1; // bits of Option Overload, RFC 2132 section 9.3
constexpr std::uint8_t options_in_sname = 2;

/// What the fixed part holds besides a Message: constants.
struct Rest {
    std::uint8_t htype = ethernet;
    std::uint8_t hlen = 6;
    std::uint32_t cookie = magic_cookie;
};

/// RFC 2131 section 2, figure 1.
void fields(auto& io, auto& message, auto& rest) {
    io.value(message.op);
    io.value(rest.htype);
    io.value(rest.hlen);
    io.value(message.hops);
    io.value(message.xid);
    io.value(message.secs);
    io.value(message.flags);
    io.value(message.ciaddr);
    io.value(message.yiaddr);
    io.value(message.siaddr);
    io.value(message.giaddr);
    io.value(message.chaddr);
    io.pad(10); // chaddr has room for 16 octets
    io.octets(message.sname);
    io.octets(message.file);
    io.value(rest.cookie);
}

/// Joins parts with the same code in the order in which they come (RFC 3396 section 7).
void join(std::vector<Option>& options, Code code, base::ByteView data) {
    auto at = std::ranges::find(options, code, &Option::code);
    if (at == options.end()) at = options.insert(at, Option{.code = code, .data = {}});
    at->data.insert(at->data.end(), data.begin(), data.end());
}

/// Reads one field of options. The end option may be missing: some clients cut it off.
bool read_options(base::ByteView field, std::vector<Option>& options) {
    for (base::Reader in(field); in.left() != 0;) {
        Code code{};
        in.value(code);
        if (code == Code::end) break;
        if (code == Code::pad) continue;
        std::uint8_t length = 0;
        in.value(length);
        const auto data = in.take(length);
        if (!in.ok()) return false;
        join(options, code, data);
    }
    return true;
}

/// Takes an option of one octet out of the list.
std::optional<std::uint8_t> extract8(std::vector<Option>& options, Code code) {
    const auto at = std::ranges::find(options, code, &Option::code);
    if (at == options.end()) return std::nullopt;
    const auto number = at->data.front();
    options.erase(at);
    return number;
}

bool lengths_fit(const std::vector<Option>& options) {
    return std::ranges::all_of(options, [](const Option& o) { return length_fits(o.code, o.data.size()); });
}

/// Reads a field that options may have been put into, which then is empty.
bool take_options(auto& field, bool overloaded, std::vector<Option>& options) {
    return !overloaded || read_options(std::exchange(field, {}), options);
}

/// All options of a message: those in their own field, then `file`, then `sname` where they are
/// overloaded (RFC 3396 section 5 gives this order).
std::expected<std::vector<Option>, Drop> take_all_options(base::ByteView field, Message& message) {
    std::vector<Option> options;
    if (!read_options(field, options)) return std::unexpected(Drop::option_overrun);
    if (!lengths_fit(options)) return std::unexpected(Drop::option_length);
    const auto overload = extract8(options, Code::overload);
    if (!overload) return options;
    if (*overload < options_in_file || *overload > (options_in_file | options_in_sname))
        return std::unexpected(Drop::option_overload);
    if (!take_options(message.file, (*overload & options_in_file) != 0, options) ||
        !take_options(message.sname, (*overload & options_in_sname) != 0, options))
        return std::unexpected(Drop::option_overrun);
    if (!lengths_fit(options)) return std::unexpected(Drop::option_length);
    (void)extract8(options, Code::overload); // says nothing inside of what is overloaded
    return options;
}

void write_option(base::Writer& out, Code code, base::ByteView data) {
    do {
        const auto part = data.first(std::min(data.size(), part_maximum));
        out.value(code);
        out.value(static_cast<std::uint8_t>(part.size()));
        out.octets(part);
        data = data.subspan(part.size());
    } while (!data.empty());
}

/// Of an option with so much data.
std::size_t written_size(std::size_t data) {
    const auto parts = std::max<std::size_t>((data + part_maximum - 1) / part_maximum, 1);
    return 2 * parts + data;
}

constexpr std::array<std::string_view, 9> type_names{"",    "DISCOVER", "OFFER",   "REQUEST", "DECLINE",
                                                     "ACK", "NAK",      "RELEASE", "INFORM"};

/// Of an option that has one value of that type alone.
template <class T>
std::optional<T> value(const base::Bytes* data) {
    if (data == nullptr || data->size() != sizeof(T)) return std::nullopt;
    T out{};
    base::Reader(*data).value(out);
    return out;
}

} // namespace

std::string name(MessageType type) {
    const auto number = std::to_underlying(type);
    return number != 0 && number < type_names.size() ? std::string(type_names.at(number))
                                                     : fmt::format("type {}", number);
}

const base::Bytes* Message::find(Code code) const {
    const auto at = std::ranges::find(options, code, &Option::code);
    return at == options.end() ? nullptr : &at->data;
}

std::optional<base::Ipv4> Message::address(Code code) const { return value<base::Ipv4>(find(code)); }

std::optional<std::uint16_t> Message::number16(Code code) const { return value<std::uint16_t>(find(code)); }

std::optional<std::uint32_t> Message::number32(Code code) const { return value<std::uint32_t>(find(code)); }

std::expected<Message, Drop> decode_message(base::ByteView payload) {
    base::Reader in(payload);
    Message message;
    Rest rest;
    fields(in, message, rest);
    if (!in.ok()) return std::unexpected(Drop::truncated);
    if (rest.cookie != magic_cookie) return std::unexpected(Drop::bad_cookie);
    if (rest.htype != ethernet || rest.hlen != message.chaddr.octets.size())
        return std::unexpected(Drop::hardware_address);
    auto options = take_all_options(in.peek(), message);
    if (!options) return std::unexpected(options.error());
    const auto type = extract8(*options, Code::message_type);
    if (!type) return std::unexpected(Drop::no_message_type);
    message.type = MessageType{*type};
    message.options = *std::move(options);
    return message;
}

std::size_t encoded_size(const Message& message) {
    auto out = fixed_size + written_size(1) + 1; // message type, end
    for (const auto& option : message.options) out += written_size(option.data.size());
    return std::max(out, minimum_size);
}

base::Bytes encode_message(const Message& message) {
    base::Writer out(encoded_size(message));
    const Rest rest;
    fields(out, message, rest);
    write_option(out, Code::message_type, std::array{std::to_underlying(message.type)});
    for (const auto& option : message.options) write_option(out, option.code, option.data);
    out.value(Code::end);
    if (out.size() < minimum_size) out.pad(minimum_size - out.size());
    return out.take();
}

std::string to_string(const Message& message) {
    auto out = fmt::format("{} xid {:#010x}", name(message.type), message.xid);
    const std::array<std::pair<std::string_view, base::Ipv4>, 4> addresses{{{"ciaddr", message.ciaddr},
                                                                            {"yiaddr", message.yiaddr},
                                                                            {"siaddr", message.siaddr},
                                                                            {"giaddr", message.giaddr}}};
    for (const auto& [label, address] : addresses)
        if (!address.unspecified()) out += fmt::format(" {} {}", label, base::to_string(address));
    if ((message.flags & broadcast_flag) != 0) out += " broadcast";
    for (const auto& option : message.options)
        out += fmt::format(" {} {}", name(option.code), to_string(option));
    return out;
}

} // namespace dhcp
