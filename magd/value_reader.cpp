#include "magd/value_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "magd/text_rule.hpp"

namespace magd {
namespace {

using toml_reader::Value;

std::optional<base::Prefix> parse_sources(std::string_view text) {
    if (const auto host = base::parse_address(text))
        return base::Prefix{*host, base::address_bits(base::family_of(*host))};
    if (const auto ipv4 = base::parse_prefix4(text)) return *ipv4;
    if (const auto ipv6 = base::parse_prefix6(text)) return *ipv6;
    return std::nullopt;
}

std::string range_of(const ConfigKey& key, std::string_view type) {
    return fmt::format("{} from {} to {}{}{}", type, key.minimum, key.maximum, key.unit.empty() ? "" : " ",
                       key.unit);
}

bool one_host(base::Ipv4 address) {
    constexpr std::uint32_t first_octet_1 = 0x01000000;
    constexpr std::uint32_t multicast = 0xe0000000;
    return address.value >= first_octet_1 && address.value < multicast;
}

/// Not unspecified, loopback or another of ::/8, link-local (it would need an interface) or multicast.
bool one_host(const base::Ipv6& address) {
    return address.octets[0] != 0 && address.octets[0] != 0xff && !address.link_local();
}

bool one_host(const base::Address& address) {
    return std::visit([](const auto& a) { return one_host(a); }, address);
}

} // namespace

std::string expected(const ConfigKey& key) {
    switch (key.kind) {
    case ConfigKind::ipv4: return "an IPv4 address";
    case ConfigKind::ipv6: return "an IPv6 address";
    case ConfigKind::address: return "an IPv4 or IPv6 address";
    case ConfigKind::prefix: return "an IPv4 prefix such as \"192.168.5.0/24\"";
    case ConfigKind::prefix6:
        return fmt::format("an IPv6 prefix of {} to {} bits, such as \"2001:db8::/48\"", key.minimum,
                           key.maximum);
    case ConfigKind::sources:
        return "an IPv4 or IPv6 address, or a prefix such as \"192.0.2.0/24\" or \"2001:db8::/48\"";
    case ConfigKind::mac_prefix:
        return "a MAC address such as \"00:23:c2:db:29:2d\", or the first bits of many such as "
               "\"00:23:c2:00:00:00/24\"";
    case ConfigKind::integer: return range_of(key, "an integer");
    case ConfigKind::real: return range_of(key, "a number");
    case ConfigKind::boolean: return "true or false";
    case ConfigKind::choice: return fmt::format("one of \"{}\"", fmt::join(key.choices, "\", \""));
    case ConfigKind::mask: return "a mask of 32 bits such as \"0xff\"";
    default: return std::string(text_rule(key.kind).expected);
    }
}

bool ValueReader::fault(std::string what) {
    faults_.push_back({.line = value_.place.line,
                       .column = value_.place.column,
                       .key = fmt::format("{}.{}", key_.section, key_.key),
                       .what = std::move(what)});
    return false;
}

template <class T>
const T* ValueReader::get() {
    const auto* data = std::get_if<T>(&value_.data);
    if (data == nullptr)
        fault(fmt::format("is {}, expected {}", toml_reader::type_name(value_), expected(key_)));
    return data;
}

bool ValueReader::read(bool& out) {
    const auto* value = get<bool>();
    if (value != nullptr) out = *value;
    return value != nullptr;
}

bool ValueReader::read(double& out) {
    const auto* whole = std::get_if<std::int64_t>(&value_.data);
    const auto* real = whole == nullptr ? get<double>() : nullptr;
    if (whole == nullptr && real == nullptr) return false;
    const auto number = whole != nullptr ? static_cast<double>(*whole) : *real;
    // "Not a number" is neither.
    const bool within =
        number >= static_cast<double>(key_.minimum) && number <= static_cast<double>(key_.maximum);
    if (!within) return fault(fmt::format("{} is out of range, expected {}", number, expected(key_)));
    out = number;
    return true;
}

bool ValueReader::read(std::string& out) {
    const auto* value = get<std::string>();
    if (value == nullptr) return false;
    const auto& rule = text_rule(key_.kind);
    if (!rule.valid(*value)) {
        const auto shown =
            key_.kind == ConfigKind::secret ? "the key" : fmt::format("\"{}\"", printable(*value));
        return fault(fmt::format("{} is not valid, expected {}", shown, rule.expected));
    }
    out = *value;
    return true;
}

template <class T>
bool ValueReader::read_address(std::optional<T> (*parse)(std::string_view), T& out) {
    const auto* text = get<std::string>();
    if (text == nullptr) return false;
    const auto address = parse(*text);
    if (!address) return fault(fmt::format("\"{}\" is not {}", printable(*text), expected(key_)));
    if (!one_host(*address)) return fault(fmt::format("\"{}\" is not the address of one host", *text));
    out = *address;
    return true;
}

bool ValueReader::read(base::Ipv4& out) { return read_address<base::Ipv4>(base::parse_ipv4, out); }
bool ValueReader::read(base::Ipv6& out) { return read_address<base::Ipv6>(base::parse_ipv6, out); }
bool ValueReader::read(base::Address& out) { return read_address<base::Address>(base::parse_address, out); }

template <class Prefix>
bool ValueReader::read_prefix(std::optional<Prefix> (*parse)(std::string_view), Prefix& out) {
    const auto* text = get<std::string>();
    if (text == nullptr) return false;
    const auto prefix = parse(*text);
    if (!prefix || !one_host(prefix->address))
        return fault(fmt::format("\"{}\" is not {}", printable(*text), expected(key_)));
    if (prefix->network() != prefix->address)
        return fault(fmt::format("\"{}\" has host bits: the prefix is \"{}/{}\"", *text,
                                 base::to_string(prefix->network()), prefix->length));
    out = *prefix;
    return true;
}

bool ValueReader::read(base::Prefix4& out) { return read_prefix<base::Prefix4>(base::parse_prefix4, out); }

bool ValueReader::read(base::Prefix& out) { return read_prefix<base::Prefix>(parse_sources, out); }

bool ValueReader::read(base::Prefix6& out) {
    base::Prefix6 prefix;
    if (!read_prefix<base::Prefix6>(base::parse_prefix6, prefix)) return false;
    if (prefix.length < key_.minimum || prefix.length > key_.maximum)
        return fault(fmt::format("\"{}\" is not {}", base::to_string(prefix), expected(key_)));
    out = prefix;
    return true;
}

bool ValueReader::read(MacPrefix& out) {
    const auto* text = get<std::string>();
    if (text == nullptr) return false;
    const auto prefix = parse_mac_prefix(*text);
    if (!prefix) return fault(fmt::format("\"{}\" is not {}", printable(*text), expected(key_)));
    if (cut(*prefix) != *prefix)
        return fault(fmt::format("\"{}\" has bits beyond its length: the prefix is \"{}\"", *text,
                                 to_string(cut(*prefix))));
    out = *prefix;
    return true;
}

std::optional<std::int64_t> ValueReader::integer() {
    const auto* value = get<std::int64_t>();
    if (value == nullptr) return std::nullopt;
    if (*value >= key_.minimum && *value <= key_.maximum) return *value;
    fault(fmt::format("{} is out of range, expected {}", *value, expected(key_)));
    return std::nullopt;
}

std::optional<std::int64_t> ValueReader::mask() {
    constexpr std::string_view prefix = "0x";
    if (const auto* number = std::get_if<std::int64_t>(&value_.data)) {
        if (std::in_range<std::uint32_t>(*number)) return *number;
        fault(fmt::format("{} is out of range, expected {}", *number, expected(key_)));
        return std::nullopt;
    }
    const auto* text = get<std::string>();
    if (text == nullptr) return std::nullopt;
    std::uint32_t mask = 0;
    const auto* end = text->data() + text->size();
    if (text->starts_with(prefix)) {
        const auto [stopped, error] = std::from_chars(text->data() + prefix.size(), end, mask, 16);
        if (error == std::errc{} && stopped == end) return mask;
    }
    fault(fmt::format("\"{}\" is not valid, expected {}", printable(*text), expected(key_)));
    return std::nullopt;
}

std::optional<std::size_t> ValueReader::choice() {
    const auto* value = get<std::string>();
    if (value == nullptr) return std::nullopt;
    const auto choice = std::ranges::find(key_.choices, *value);
    if (choice != key_.choices.end()) return std::distance(key_.choices.begin(), choice);
    fault(fmt::format("\"{}\" is unknown, expected {}", printable(*value), expected(key_)));
    return std::nullopt;
}

const std::vector<Value>* ValueReader::list() {
    const auto* list = std::get_if<std::vector<Value>>(&value_.data);
    if (list == nullptr) {
        fault(fmt::format("is {}, expected a list, each {}", toml_reader::type_name(value_), expected(key_)));
        return nullptr;
    }
    if (list->size() <= maximum_list) return list;
    fault(fmt::format("has {} values, expected at most {}", list->size(), maximum_list));
    return nullptr;
}

} // namespace magd
