#include "magd/toml_reader.hpp"

#include <toml++/toml.h>

#include <array>

namespace magd::toml_reader {
namespace {

Place place_of(const toml::source_region& source) { return {source.begin.line, source.begin.column}; }

Value value_of(const toml::node& node);

std::vector<Value> list_of(const toml::array& array) {
    std::vector<Value> list;
    for (const auto& element : array) list.push_back(value_of(element));
    return list;
}

Value value_of(const toml::node& node) {
    const auto place = place_of(node.source());
    if (const auto* boolean = node.as_boolean()) return {boolean->get(), place};
    if (const auto* integer = node.as_integer()) return {integer->get(), place};
    if (const auto* string = node.as_string()) return {string->get(), place};
    if (const auto* array = node.as_array()) return {list_of(*array), place};
    if (const auto* real = node.as_floating_point()) return {real->get(), place};
    if (node.is_table()) return {Other{"a table"}, place};
    return {Other{"a date or time"}, place};
}

Table table_of(std::string_view name, bool repeated, const toml::table& table) {
    Table out{
        .name = std::string(name), .repeated = repeated, .place = place_of(table.source()), .values = {}};
    for (const auto& [key, node] : table) out.values.emplace(key.str(), value_of(node));
    return out;
}

File file_of(const toml::table& root) {
    File file;
    for (const auto& [key, node] : root) {
        const auto* array = node.as_array();
        if (const auto* table = node.as_table())
            file.tables.push_back(table_of(key.str(), false, *table));
        else if (array != nullptr && !array->empty() && array->is_homogeneous<toml::table>())
            for (const auto& element : *array)
                file.tables.push_back(table_of(key.str(), true, *element.as_table()));
        else
            file.stray.emplace(key.str(), value_of(node));
    }
    return file;
}

} // namespace

std::string type_name(const Value& value) {
    constexpr std::array<std::string_view, 6> names{"",        "a boolean", "an integer",
                                                    "a float", "a string",  "a list"};
    if (const auto* other = std::get_if<Other>(&value.data)) return std::string(other->type);
    return std::string(names.at(value.data.index()));
}

std::expected<File, ConfigFault> parse(std::string_view text) {
    try {
        return file_of(toml::parse(text));
    } catch (const toml::parse_error& error) {
        const auto place = place_of(error.source());
        return std::unexpected(ConfigFault{
            .line = place.line, .column = place.column, .key = {}, .what = std::string(error.description())});
    }
}

} // namespace magd::toml_reader
