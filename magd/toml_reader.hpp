#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "magd/config_fault.hpp"

/// The part of TOML that configuration files here use, as plain values with their places.
namespace magd::toml_reader {

/// Where something stands in the text, both from 1.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
    bool operator==(const Place&) const = default;
};

/// A type that no key takes: "a table", …
struct Other {
    std::string_view type;
    bool operator==(const Other&) const = default;
};

struct Value {
    std::variant<Other, bool, std::int64_t, double, std::string, std::vector<Value>> data;
    Place place;
    bool operator==(const Value&) const = default;
};

/// "a string", for messages
[[nodiscard]] std::string type_name(const Value& value);

/// One [name] or one [[name]].
struct Table {
    std::string name;
    bool repeated = false;
    Place place; ///< of its header
    std::map<std::string, Value, std::less<>> values;
    bool operator==(const Table&) const = default;
};

/// A file of sections.
struct File {
    std::vector<Table> tables;                       ///< in no certain order, but [[name]]s keep theirs
    std::map<std::string, Value, std::less<>> stray; ///< keys outside any section
    bool operator==(const File&) const = default;
};

/// A syntax error is one fault.
[[nodiscard]] std::expected<File, ConfigFault> parse(std::string_view text);

} // namespace magd::toml_reader
