#pragma once

#include <array>
#include <cassert>
#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "magd/config_fault.hpp"
#include "magd/config_key.hpp"
#include "magd/toml_reader.hpp"
#include "nlink/base/address.hpp"

/// From the values of a TOML file to typed fields, by a schema. Every fault is collected;
/// a field that has one, or that the file leaves out, keeps its value.
namespace magd {

/// Reads the keys of one [section] or [[section]].
class SectionReader {
  public:
    /// Reports the keys that the schema does not know. `table` is nullptr for a section
    /// that the file leaves out. Both must outlive this.
    SectionReader(const ConfigSchema& schema, std::string_view section, const toml_reader::Table* table,
                  ConfigFaults& faults);

    /// The type of the field must go with the kind of the key.
    void read(std::string_view key, bool& out);
    void read(std::string_view key, std::string& out);
    void read(std::string_view key, base::Ipv4& out);
    void read(std::string_view key, base::Prefix4& out);
    void read(std::string_view key, std::vector<base::Ipv4>& out);

    /// An integer or a mask.
    template <std::unsigned_integral T>
    void read(std::string_view key, T& out) {
        if (const auto number = number_of(key)) out = static_cast<T>(*number);
    }
    /// An integer, in the unit that the schema names.
    template <class Rep, class Period>
    void read(std::string_view key, std::chrono::duration<Rep, Period>& out) {
        if (const auto number = number_of(key)) out = std::chrono::duration<Rep, Period>(*number);
    }
    /// A choice; `values` are in the order of the schema's choices.
    template <class E, std::size_t size>
    void read(std::string_view key, E& out, const std::array<E, size>& values) {
        assert(spec(key).choices.size() == size);
        if (const auto index = choice_of(key)) out = values.at(*index);
    }

    /// Something is wrong with the value of `key`, beyond what the schema says.
    void fault(std::string_view key, std::string what);
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

  private:
    [[nodiscard]] const ConfigKey& spec(std::string_view key) const;
    [[nodiscard]] const toml_reader::Value* find(std::string_view key) const;
    /// The value, if it is there and of this type; a fault otherwise.
    template <class T>
    const T* get(const ConfigKey& key, std::string_view expected);
    std::optional<std::int64_t> number_of(std::string_view key);
    std::optional<std::int64_t> mask_of(const ConfigKey& key);
    std::optional<std::size_t> choice_of(std::string_view key);
    std::optional<base::Ipv4> address_of(std::string_view key, const toml_reader::Value& value);
    void report_unknown_keys();
    void report_missing(const ConfigKey& key);
    void report(toml_reader::Place place, std::string_view key, std::string what);

    const ConfigSchema* schema_;
    std::string_view section_;
    const toml_reader::Table* table_;
    ConfigFaults* faults_;
};

} // namespace magd
