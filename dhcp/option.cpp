#include "dhcp/option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "nlink/base/address.hpp"

namespace dhcp {
namespace {

constexpr OptionText known(std::uint8_t code, std::string_view name, Kind kind) {
    return {.code = Code{code}, .name = name, .kind = kind};
}

constexpr std::array texts{
    known(1, "subnet-mask", Kind::address),
    known(2, "time-offset", Kind::number32),
    known(3, "router", Kind::addresses),
    known(4, "time-server", Kind::addresses),
    known(5, "name-server", Kind::addresses),
    known(6, "domain-name-server", Kind::addresses),
    known(7, "log-server", Kind::addresses),
    known(12, "host-name", Kind::text),
    known(15, "domain-name", Kind::text),
    known(17, "root-path", Kind::text),
    known(19, "ip-forwarding", Kind::number8),
    known(23, "default-ip-ttl", Kind::number8),
    known(26, "interface-mtu", Kind::number16),
    known(28, "broadcast-address", Kind::address),
    known(31, "router-discovery", Kind::number8),
    known(33, "static-route", Kind::addresses),
    known(40, "nis-domain", Kind::text),
    known(41, "nis-servers", Kind::addresses),
    known(42, "ntp-servers", Kind::addresses),
    known(43, "vendor-specific", Kind::octets),
    known(44, "netbios-name-servers", Kind::addresses),
    known(46, "netbios-node-type", Kind::number8),
    known(47, "netbios-scope", Kind::text),
    known(50, "requested-address", Kind::address),
    known(51, "lease-time", Kind::number32),
    known(52, "option-overload", Kind::number8),
    known(53, "message-type", Kind::number8),
    known(54, "server-identifier", Kind::address),
    known(55, "parameter-request-list", Kind::octets),
    known(56, "message", Kind::text),
    known(57, "maximum-message-size", Kind::number16),
    known(58, "renewal-time", Kind::number32),
    known(59, "rebinding-time", Kind::number32),
    known(60, "vendor-class", Kind::text),
    known(61, "client-identifier", Kind::octets),
    known(66, "tftp-server-name", Kind::text),
    known(67, "bootfile-name", Kind::text),
    known(77, "user-class", Kind::octets),
    known(80, "rapid-commit", Kind::octets),
    known(81, "client-fqdn", Kind::octets),
    known(82, "relay-agent-information", Kind::octets),
    known(93, "client-architecture", Kind::octets),
    known(94, "client-network-interface", Kind::octets),
    known(97, "client-machine-identifier", Kind::octets),
    known(100, "posix-time-zone", Kind::text),
    known(101, "tz-database-time-zone", Kind::text),
    known(108, "ipv6-only-preferred", Kind::octets),
    known(114, "captive-portal", Kind::text),
    known(116, "auto-configure", Kind::number8),
    known(118, "subnet-selection", Kind::address),
    known(119, "domain-search", Kind::domains),
    known(120, "sip-servers", Kind::octets),
    known(121, "classless-static-route", Kind::routes),
    known(124, "vendor-identifying-class", Kind::octets),
    known(125, "vendor-identifying-information", Kind::octets),
    known(138, "capwap-access-controllers", Kind::addresses),
    known(145, "forcerenew-nonce-capable", Kind::octets),
    known(150, "tftp-server-addresses", Kind::addresses),
    known(160, "captive-portal-legacy", Kind::text),
    known(161, "mud-url", Kind::text),
    known(249, "microsoft-classless-static-route", Kind::routes),
    known(252, "web-proxy-auto-discovery", Kind::text),
};
static_assert(std::ranges::is_sorted(texts, {}, &OptionText::code));

const OptionText* find(Code code) {
    const auto* const at = std::ranges::lower_bound(texts, code, {}, &OptionText::code);
    return at != texts.end() && at->code == code ? at : nullptr;
}

std::string octets_in_words(base::ByteView data) { return fmt::format("{:02x}", fmt::join(data, ":")); }

/// A peer's text may hold anything: what is not printable ASCII becomes '.', so that a
/// log line stays one line.
std::string text_in_words(base::ByteView data) {
    std::string out(data.begin(), data.end());
    std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '.');
    return out;
}

std::string addresses_in_words(base::ByteView data) {
    std::string out;
    for (base::Reader in(data); in.left() != 0;) {
        base::Ipv4 address;
        in.value(address);
        out += (out.empty() ? "" : ",") + base::to_string(address);
    }
    return out;
}

std::string number_in_words(base::ByteView data) {
    std::uint32_t number = 0;
    for (const auto octet : data) number = number << 8 | octet;
    return std::to_string(number);
}

} // namespace

std::span<const OptionText> option_texts() { return texts; }

std::string name(Code code) {
    const auto* const known_option = find(code);
    return known_option != nullptr ? std::string(known_option->name)
                                   : fmt::format("option-{}", std::to_underlying(code));
}

std::optional<Code> code_named(std::string_view name) {
    const auto* const at = std::ranges::find(texts, name, &OptionText::name);
    return at != texts.end() ? std::optional(at->code) : std::nullopt;
}

Kind kind_of(Code code) {
    const auto* const known_option = find(code);
    return known_option != nullptr ? known_option->kind : Kind::octets;
}

bool length_fits(Code code, std::size_t length) {
    switch (kind_of(code)) {
    case Kind::number8: return length == 1;
    case Kind::number16: return length == 2;
    case Kind::number32:
    case Kind::address: return length == 4;
    case Kind::addresses: return length != 0 && length % 4 == 0;
    case Kind::octets:
    case Kind::text:
    case Kind::domains:
    case Kind::routes: break;
    }
    return true;
}

std::string to_string(const Option& option) {
    if (!length_fits(option.code, option.data.size())) return octets_in_words(option.data);
    switch (kind_of(option.code)) {
    case Kind::text: return text_in_words(option.data);
    case Kind::number8:
    case Kind::number16:
    case Kind::number32: return number_in_words(option.data);
    case Kind::address:
    case Kind::addresses: return addresses_in_words(option.data);
    case Kind::octets:
    case Kind::domains:
    case Kind::routes: break;
    }
    return octets_in_words(option.data);
}

} // namespace dhcp
