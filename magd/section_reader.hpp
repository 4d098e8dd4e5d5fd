#pragma once

#include <cassert>
#include <string>
#include <string_view>

#include "magd/value_reader.hpp"

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

    /// Reads into a field of any type that ValueReader knows, which must go with the kind of the
    /// key. A choice needs its `values`, in the order of the schema's choices. Gives whether the
    /// field was set.
    template <class T, class... Values>
    bool read(std::string_view key, T& out, const Values&... values) {
        const auto& known = spec(key);
        assert(((values.size() == known.choices.size()) && ...));
        const auto* value = find(key);
        if (value == nullptr) return report_missing(known);
        return ValueReader(known, *value, *faults_).read(out, values...);
    }

    /// Something is wrong with the value of `key`, beyond what the schema says.
    void fault(std::string_view key, std::string what);
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

  private:
    [[nodiscard]] const ConfigKey& spec(std::string_view key) const;
    [[nodiscard]] const toml_reader::Value* find(std::string_view key) const;
    void report_unknown_keys();
    bool report_missing(const ConfigKey& key);
    void report(toml_reader::Place place, std::string_view key, std::string what);

    const ConfigSchema* schema_;
    std::string_view section_;
    const toml_reader::Table* table_;
    ConfigFaults* faults_;
};

} // namespace magd
