#include "magd/section_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

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

} // namespace

SectionReader::SectionReader(const ConfigSchema& schema, std::string_view section, const Table* table,
                             ConfigFaults& faults)
    : schema_(&schema),
      section_(section),
      table_(table),
      faults_(&faults) {
    report_unknown_keys();
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
bool SectionReader::report_missing(const ConfigKey& key) {
    if (key.required() && table_ != nullptr) fault(key.key, fmt::format("is missing: {}", key.help));
    return false;
}

void SectionReader::report(Place place, std::string_view key, std::string what) {
    faults_->push_back({.line = place.line,
                        .column = place.column,
                        .key = fmt::format("{}.{}", section_, key),
                        .what = std::move(what)});
}

} // namespace magd
