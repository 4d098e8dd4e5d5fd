#include "nlink/base/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string hex(std::span<const std::uint8_t> octets, std::size_t group, char separator) {
    std::string out;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        if (i != 0 && i % group == 0) out += separator;
        out += hex_digits[octets[i] >> 4];
        out += hex_digits[octets[i] & 0xf];
    }
    return out;
}

/// Hexadecimal digits with a separator after every `group` octets, nothing else.
bool parse_hex(std::string_view text, std::size_t group, char separator, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2 + (out.size() / group - 1)) return false;
    for (std::size_t i = 0, at = 0; i < out.size(); ++i, at += 2) {
        if (i != 0 && i % group == 0 && text[at++] != separator) return false;
        const auto [end, error] = std::from_chars(&text[at], &text[at] + 2, out[i], 16);
        if (error != std::errc{} || end != &text[at] + 2) return false;
    }
    return true;
}

bool parse_inet(int family, std::string_view text, void* out) {
    return text.find('\0') == std::string_view::npos &&
           inet_pton(family, std::string(text).c_str(), out) == 1;
}

} // namespace

Ipv6 Prefix6::network() const {
    Ipv6 out;
    for (std::size_t i = 0; i < out.octets.size() && i * 8 < length; ++i) {
        const unsigned bits = std::min<unsigned>(8, length - static_cast<unsigned>(i) * 8);
        out.octets[i] = static_cast<std::uint8_t>(address.octets[i] & 0xff00U >> bits);
    }
    return out;
}

Address Prefix::network() const {
    if (const auto* ipv4 = std::get_if<Ipv4>(&address)) return Prefix4{*ipv4, length}.network();
    return Prefix6{std::get<Ipv6>(address), length}.network();
}

std::string to_string(Ipv4 address) {
    const auto v = address.value;
    return std::to_string(v >> 24) + '.' + std::to_string(v >> 16 & 0xff) + '.' +
           std::to_string(v >> 8 & 0xff) + '.' + std::to_string(v & 0xff);
}

std::string to_string(const Ipv6& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, address.octets.data(), text.data(), text.size());
    return text.data();
}

std::string to_string(const Address& address) {
    return std::visit([](const auto& a) { return to_string(a); }, address);
}

std::string to_string(const Prefix4& prefix) {
    return to_string(prefix.address) + '/' + std::to_string(prefix.length);
}

std::string to_string(const Prefix6& prefix) {
    return to_string(prefix.address) + '/' + std::to_string(prefix.length);
}

std::string to_string(const Prefix& prefix) {
    return to_string(prefix.address) + '/' + std::to_string(prefix.length);
}

std::string to_string(const MacAddress& mac) { return hex(mac.octets, 1, ':'); }

std::string to_dotted(const MacAddress& mac) { return hex(mac.octets, 2, '.'); }

std::optional<Ipv4> parse_ipv4(std::string_view text) {
    std::uint32_t raw = 0;
    if (!parse_inet(AF_INET, text, &raw)) return std::nullopt;
    return Ipv4{ntohl(raw)};
}

std::optional<Ipv6> parse_ipv6(std::string_view text) {
    Ipv6 address;
    if (!parse_inet(AF_INET6, text, address.octets.data())) return std::nullopt;
    return address;
}

std::optional<Address> parse_address(std::string_view text) {
    if (const auto v4 = parse_ipv4(text)) return *v4;
    if (const auto v6 = parse_ipv6(text)) return *v6;
    return std::nullopt;
}

namespace {

/// "ADDRESS/LENGTH" by the parser of the address.
template <class Prefix, class Ip>
std::optional<Prefix> parse_prefix(std::string_view text, std::optional<Ip> (*parse)(std::string_view),
                                   std::uint8_t longest) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = parse(text.substr(0, slash));
    const auto digits = text.substr(slash + 1);
    std::uint8_t length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (!address || error != std::errc{} || end != digits.data() + digits.size() || length > longest)
        return std::nullopt;
    return Prefix{*address, length};
}

} // namespace

std::optional<Prefix4> parse_prefix4(std::string_view text) {
    return parse_prefix<Prefix4>(text, parse_ipv4, 32);
}

std::optional<Prefix6> parse_prefix6(std::string_view text) {
    return parse_prefix<Prefix6>(text, parse_ipv6, 128);
}

std::optional<MacAddress> parse_mac(std::string_view text) {
    MacAddress mac;
    if (parse_hex(text, 1, ':', mac.octets) || parse_hex(text, 1, '-', mac.octets) ||
        parse_hex(text, 2, '.', mac.octets))
        return mac;
    return std::nullopt;
}

} // namespace base
