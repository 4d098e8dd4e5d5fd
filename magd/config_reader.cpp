#include "magd/config_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <ranges>

#include "magd/suggest.hpp"
#include "magd/text_rule.hpp"

namespace magd {
namespace {

using toml_reader::Table;

/// Larger files are not configurations.
constexpr std::size_t maximum_file_size = 1U << 20;

std::string header(const ConfigSection& section) {
    return fmt::format(fmt::runtime(section.repeated() ? "[[{}]]" : "[{}]"), section.name);
}

} // namespace

std::expected<ConfigReader, ConfigFaults> ConfigReader::open(const ConfigSchema& schema,
                                                             std::string_view text) {
    auto file = toml_reader::parse(text);
    if (!file) return std::unexpected(ConfigFaults{std::move(file.error())});
    ConfigReader reader(schema, std::move(*file));
    reader.check_sections();
    return reader;
}

SectionReader ConfigReader::one(std::string_view section) {
    const auto table = std::ranges::find(file_.tables, section, &Table::name);
    return {*schema_, section, table == file_.tables.end() ? nullptr : &*table, faults_};
}

std::vector<SectionReader> ConfigReader::each(std::string_view section) {
    std::vector<SectionReader> readers;
    for (const auto& table : file_.tables)
        if (table.name == section) readers.emplace_back(*schema_, section, &table, faults_);
    return readers;
}

void ConfigReader::check_sections() {
    for (const auto& section : schema_->sections) check_section(section);
    check_stray();
    check_unknown_sections();
}

void ConfigReader::check_section(const ConfigSection& section) {
    std::size_t count = 0;
    for (const auto& table : file_.tables) {
        if (table.name != section.name) continue;
        ++count;
        if (table.repeated == section.repeated()) continue;
        faults_.push_back({table.place.line, table.place.column, table.name,
                           fmt::format("write {}: there {}", header(section),
                                       section.repeated() ? "may be several" : "is only one")});
    }
    if (section.required() && count == 0 && !file_.stray.contains(section.name))
        faults_.push_back(
            {1, 1, std::string(section.name), fmt::format("section {} is missing", header(section))});
}

void ConfigReader::check_stray() {
    for (const auto& [key, value] : file_.stray) {
        const auto section = std::ranges::find(schema_->sections, key, &ConfigSection::name);
        faults_.push_back({value.place.line, value.place.column, printable(key),
                           section == schema_->sections.end()
                               ? "stands outside any section"
                               : fmt::format("is a section: write {}", header(*section))});
    }
}

void ConfigReader::check_unknown_sections() {
    const auto known = schema_->sections | std::views::transform(&ConfigSection::name);
    for (const auto& table : file_.tables) {
        if (std::ranges::find(known, table.name) != known.end()) continue;
        const auto near = suggest(table.name, known);
        const auto meant = std::ranges::find(schema_->sections, near.value_or(""), &ConfigSection::name);
        faults_.push_back({table.place.line, table.place.column, printable(table.name),
                           near
                               ? fmt::format("unknown section, did you mean {}?", header(*meant))
                               : fmt::format("unknown section, expected one of {}", fmt::join(known, ", "))});
    }
}

/// Those at the same place keep their order.
void ConfigReader::sort_faults() {
    std::multimap<std::pair<std::size_t, std::size_t>, ConfigFault> sorted;
    for (auto& fault : faults_) sorted.emplace(std::pair{fault.line, fault.column}, std::move(fault));
    std::ranges::transform(sorted, faults_.begin(), [](auto& entry) { return std::move(entry.second); });
}

std::expected<std::string, ConfigFaults> read_config_file(const std::filesystem::path& path) {
    const auto failed = [](std::string what) {
        return std::unexpected(ConfigFaults{{0, 0, {}, std::move(what)}});
    };
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return failed(fmt::format("cannot be read: {}", std::strerror(errno)));
    std::string text(maximum_file_size + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad()) return failed(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (text.size() > maximum_file_size) return failed("is larger than 1 MiB");
    return text;
}

} // namespace magd
