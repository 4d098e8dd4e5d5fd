#include "magd/section_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "magd/suggest.hpp"
#include "magd/text_rule.hpp"

namespace magd {
namespace {

using toml_reader::Place;
using toml_reader::Table;
using toml_reader::Value;

std::vector<std::string_view> key_names(const ConfigSchema& schema, std::string_view section) {
    std::vector<std::string_view> names;
    for (const auto& key : schema.keys)
        if (key.section == section) names.push_back(key.key);
    return names;
}

std::string range_of(const ConfigKey& key) {
    return fmt::format("an integer from {} to {}{}{}", key.minimum, key.maximum, key.unit.empty() ? "" : " ",
                       key.unit);
}

bool unicast(base::Ipv4 address) {
    constexpr std::uint32_t first_octet_1 = 0x01000000;
    constexpr std::uint32_t multicast = 0xe0000000;
    return address.value >= first_octet_1 && address.value < multicast;
}

} // namespace

SectionReader::SectionReader(const ConfigSchema& schema, std::string_view section, const Table* table,
                             ConfigFaults& faults)
    : schema_(&schema),
      section_(section),
      table_(table),
      faults_(&faults) {
    report_unknown_keys();
}

void SectionReader::read(std::string_view key, bool& out) {
    if (const auto* value = get<bool>(spec(key), "true or false")) out = *value;
}

void SectionReader::read(std::string_view key, std::string& out) {
    const auto& known = spec(key);
    const auto& rule = text_rule(known.kind);
    const auto* value = get<std::string>(known, rule.expected);
    if (value == nullptr) return;
    if (rule.valid(*value))
        out = *value;
    else
        fault(key, fmt::format("\"{}\" is not valid, expected {}", printable(*value), rule.expected));
}

void SectionReader::read(std::string_view key, base::Ipv4& out) {
    const auto& known = spec(key);
    if (get<std::string>(known, "an IPv4 address") == nullptr) return;
    if (const auto address = address_of(key, *find(key))) out = *address;
}

void SectionReader::read(std::string_view key, base::Prefix4& out) {
    const auto* value = get<std::string>(spec(key), "an IPv4 prefix such as \"192.168.5.0/24\"");
    if (value == nullptr) return;
    const auto prefix = base::parse_prefix4(*value);
    if (!prefix || !unicast(prefix->address))
        fault(key, fmt::format("\"{}\" is not an IPv4 prefix such as \"192.168.5.0/24\"", printable(*value)));
    else if (prefix->network() != prefix->address)
        fault(key, fmt::format("\"{}\" has host bits: the prefix is \"{}/{}\"", *value,
                               base::to_string(prefix->network()), prefix->length));
    else
        out = *prefix;
}

void SectionReader::read(std::string_view key, std::vector<base::Ipv4>& out) {
    const auto& known = spec(key);
    const auto* list = get<std::vector<Value>>(known, "a list of IPv4 addresses");
    if (list == nullptr) return;
    if (std::cmp_greater(list->size(), known.maximum))
        return fault(key, fmt::format("has {} addresses, expected at most {}", list->size(), known.maximum));
    std::vector<base::Ipv4> addresses;
    for (const auto& value : *list)
        if (const auto address = address_of(key, value)) addresses.push_back(*address);
    if (addresses.size() == list->size()) out = std::move(addresses);
}

void SectionReader::fault(std::string_view key, std::string what) {
    const auto* value = find(key);
    const auto header_place = table_ == nullptr ? Place{} : table_->place;
    report(value == nullptr ? header_place : value->place, key, std::move(what));
}

const ConfigKey& SectionReader::spec(std::string_view key) const {
    const auto known = std::ranges::find_if(
        schema_->keys, [&](const ConfigKey& k) { return k.section == section_ && k.key == key; });
    assert(known != schema_->keys.end());
    return *known;
}

const Value* SectionReader::find(std::string_view key) const {
    if (table_ == nullptr) return nullptr;
    const auto value = table_->values.find(key);
    return value == table_->values.end() ? nullptr : &value->second;
}

template <class T>
const T* SectionReader::get(const ConfigKey& key, std::string_view expected) {
    const auto* value = find(key.key);
    if (value == nullptr) {
        report_missing(key);
        return nullptr;
    }
    const auto* data = std::get_if<T>(&value->data);
    if (data == nullptr)
        fault(key.key, fmt::format("is {}, expected {}", toml_reader::type_name(*value), expected));
    return data;
}

std::optional<std::int64_t> SectionReader::number_of(std::string_view key) {
    const auto& known = spec(key);
    if (known.kind == ConfigKind::mask) return mask_of(known);
    const auto* value = get<std::int64_t>(known, range_of(known));
    if (value == nullptr) return std::nullopt;
    if (*value >= known.minimum && *value <= known.maximum) return *value;
    fault(key, fmt::format("{} is out of range, expected {}", *value, range_of(known)));
    return std::nullopt;
}

std::optional<std::int64_t> SectionReader::mask_of(const ConfigKey& key) {
    constexpr std::string_view expected = "a mask of 32 bits such as \"0xff\"";
    constexpr std::string_view prefix = "0x";
    const auto* value = find(key.key);
    if (value != nullptr && std::holds_alternative<std::int64_t>(value->data)) {
        const auto number = std::get<std::int64_t>(value->data);
        if (std::in_range<std::uint32_t>(number)) return number;
        fault(key.key, fmt::format("{} is out of range, expected {}", number, expected));
        return std::nullopt;
    }
    const auto* text = get<std::string>(key, expected);
    if (text == nullptr) return std::nullopt;
    std::uint32_t mask = 0;
    const auto* end = text->data() + text->size();
    if (text->starts_with(prefix)) {
        const auto [stopped, error] = std::from_chars(text->data() + prefix.size(), end, mask, 16);
        if (error == std::errc{} && stopped == end) return mask;
    }
    fault(key.key, fmt::format("\"{}\" is not valid, expected {}", printable(*text), expected));
    return std::nullopt;
}

std::optional<std::size_t> SectionReader::choice_of(std::string_view key) {
    const auto& known = spec(key);
    const auto expected = fmt::format("one of \"{}\"", fmt::join(known.choices, "\", \""));
    const auto* value = get<std::string>(known, expected);
    if (value == nullptr) return std::nullopt;
    const auto choice = std::ranges::find(known.choices, *value);
    if (choice != known.choices.end()) return std::distance(known.choices.begin(), choice);
    fault(key, fmt::format("\"{}\" is unknown, expected {}", printable(*value), expected));
    return std::nullopt;
}

std::optional<base::Ipv4> SectionReader::address_of(std::string_view key, const Value& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    const auto address = text == nullptr ? std::nullopt : base::parse_ipv4(*text);
    if (text == nullptr)
        report(value.place, key,
               fmt::format("is {}, expected an IPv4 address in quotes", toml_reader::type_name(value)));
    else if (!address)
        report(value.place, key, fmt::format("\"{}\" is not an IPv4 address", printable(*text)));
    else if (!unicast(*address))
        report(value.place, key, fmt::format("\"{}\" is not the address of one host", *text));
    else
        return address;
    return std::nullopt;
}

void SectionReader::report_unknown_keys() {
    if (table_ == nullptr) return;
    const auto known = key_names(*schema_, section_);
    for (const auto& [key, value] : table_->values) {
        if (std::ranges::find(known, key) != known.end()) continue;
        const auto near = suggest(key, known);
        report(value.place, printable(key),
               near ? fmt::format("unknown key, did you mean \"{}\"?", *near)
                    : fmt::format("unknown key, expected one of {}", fmt::join(known, ", ")));
    }
}

/// A required section that is missing as a whole is a fault already.
void SectionReader::report_missing(const ConfigKey& key) {
    if (key.required() && table_ != nullptr) fault(key.key, fmt::format("is missing: {}", key.help));
}

void SectionReader::report(Place place, std::string_view key, std::string what) {
    faults_->push_back({.line = place.line,
                        .column = place.column,
                        .key = fmt::format("{}.{}", section_, key),
                        .what = std::move(what)});
}

} // namespace magd
