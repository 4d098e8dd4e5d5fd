#include "dhcp/option_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include "nlink/base/address.hpp"

namespace dhcp {
namespace {

constexpr std::size_t longest_option = 255;
constexpr std::size_t longest_label = 63; // RFC 1035 section 2.3.4

/// What follows from the binding, the protocol or a key of its own.
constexpr std::array made_by_the_server{Code::pad,
                                        Code::subnet_mask,
                                        Code::router,
                                        Code::interface_mtu,
                                        Code::domain_name_server,
                                        Code::broadcast_address,
                                        Code::requested_address,
                                        Code::lease_time,
                                        Code::overload,
                                        Code::message_type,
                                        Code::server_identifier,
                                        Code::parameter_request_list,
                                        Code::message,
                                        Code::maximum_message_size,
                                        Code::renewal_time,
                                        Code::rebinding_time,
                                        Code::client_identifier,
                                        Code::relay_agent_information,
                                        Code::end};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(trimmed(text.substr(0, at)));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

template <class T>
std::optional<T> number(std::string_view text, int radix = 10) {
    T out{};
    const auto* const begin = text.data();
    const auto* const end = begin + text.size();
    const auto [stopped, error] = std::from_chars(begin, end, out, radix);
    return error == std::errc{} && stopped == end ? std::optional(out) : std::nullopt;
}

/// In so many octets; a negative one too, as in a time offset.
bool put_number(base::Writer& out, std::string_view text, std::size_t octets) {
    const auto value = number<std::int64_t>(text);
    const auto most = (std::int64_t{1} << (8 * octets)) - 1;
    if (!value || *value > most || *value < -(most / 2) - 1) return false;
    for (auto left = octets; left-- != 0;) out.value(static_cast<std::uint8_t>(*value >> (8 * left)));
    return true;
}

bool put_address(base::Writer& out, std::string_view text) {
    const auto address = base::parse_ipv4(text);
    if (address) out.value(*address);
    return address.has_value();
}

bool put_octets(base::Writer& out, std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
    if (quoted) {
        for (const auto c : text.substr(1, text.size() - 2)) out.value(static_cast<std::uint8_t>(c));
        return true;
    }
    return std::ranges::all_of(split(text, ':'), [&](std::string_view digits) {
        const auto octet = number<std::uint8_t>(digits, 16);
        if (octet) out.value(*octet);
        return octet.has_value() && digits.size() == 2;
    });
}

/// RFC 1035 section 3.1: labels with their lengths, then the root.
bool put_domain(base::Writer& out, std::string_view text) {
    for (const auto label : split(text, '.')) {
        if (label.empty() || label.size() > longest_label) return false;
        out.value(static_cast<std::uint8_t>(label.size()));
        for (const auto c : label) out.value(static_cast<std::uint8_t>(c));
    }
    out.value(std::uint8_t{0});
    return true;
}

/// RFC 3442: the prefix length, as many octets of the prefix as it fills, the router.
bool put_route(base::Writer& out, std::string_view text) {
    const auto space = text.find(' ');
    if (space == std::string_view::npos) return false;
    const auto prefix = base::parse_prefix4(text.substr(0, space));
    if (!prefix || prefix->network() != prefix->address) return false;
    out.value(static_cast<std::uint8_t>(prefix->length));
    for (int bits = 0; bits < prefix->length; bits += 8)
        out.value(static_cast<std::uint8_t>(prefix->address.value >> (24 - bits)));
    return put_address(out, trimmed(text.substr(space)));
}

bool put_text(base::Writer& out, std::string_view text) {
    for (const auto c : text) out.value(static_cast<std::uint8_t>(c));
    return true;
}

bool put_each(base::Writer& out, std::string_view list, bool (*put)(base::Writer&, std::string_view)) {
    return std::ranges::all_of(split(list, ','), [&](std::string_view one) { return put(out, one); });
}

bool put_value(base::Writer& out, Kind kind, std::string_view text) {
    switch (kind) {
    case Kind::octets: return put_octets(out, text);
    case Kind::text: return put_text(out, text);
    case Kind::number8: return put_number(out, text, 1);
    case Kind::number16: return put_number(out, text, 2);
    case Kind::number32: return put_number(out, text, 4);
    case Kind::address: return put_address(out, text);
    case Kind::addresses: return put_each(out, text, put_address);
    case Kind::domains: return put_each(out, text, put_domain);
    case Kind::routes: return put_each(out, text, put_route);
    }
    return false;
}

std::string_view expected(Kind kind) {
    switch (kind) {
    case Kind::octets: return "octets such as 01:04:c0, or text in single quotes";
    case Kind::text: return "text";
    case Kind::number8: return "a number of 8 bits";
    case Kind::number16: return "a number of 16 bits";
    case Kind::number32: return "a number of 32 bits";
    case Kind::address: return "an IPv4 address";
    case Kind::addresses: return "IPv4 addresses, separated by commas";
    case Kind::domains: return "domain names, separated by commas";
    case Kind::routes: return "routes such as 10.0.0.0/8 192.168.5.1, separated by commas";
    }
    return {};
}

std::expected<Code, std::string> parse_code(std::string_view text) {
    const auto numbered = number<std::uint8_t>(text);
    const auto code = numbered ? std::optional(Code{*numbered}) : code_named(text);
    if (!code) return std::unexpected("no option is called so: write its number, or its name from the list");
    if (std::ranges::find(made_by_the_server, *code) != made_by_the_server.end())
        return std::unexpected(name(*code) + " is made by the server itself");
    return *code;
}

} // namespace

std::optional<base::Bytes> parse_octets(std::string_view text) {
    base::Writer out;
    if (!put_octets(out, text)) return std::nullopt;
    return out.take();
}

std::expected<Option, std::string> parse_option(std::string_view line) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return std::unexpected("no =: write OPTION = VALUE");
    const auto code = parse_code(trimmed(line.substr(0, equals)));
    if (!code) return std::unexpected(code.error());
    const auto value = trimmed(line.substr(equals + 1));
    base::Writer out;
    if (value.empty() || !put_value(out, kind_of(*code), value))
        return std::unexpected(fmt::format("{} takes {}", name(*code), expected(kind_of(*code))));
    if (out.size() > longest_option)
        return std::unexpected(
            fmt::format("{} has {} octets, {} at most", name(*code), out.size(), longest_option));
    return Option{.code = *code, .data = out.take()};
}

} // namespace dhcp
