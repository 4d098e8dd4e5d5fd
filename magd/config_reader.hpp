#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "magd/section_reader.hpp"

namespace magd {

/// Reads a whole file.
class ConfigReader {
  public:
    /// Reports sections that are unknown, missing or written the wrong way. A syntax error
    /// ends it: that one fault is all that can be said.
    static std::expected<ConfigReader, ConfigFaults> open(const ConfigSchema& schema, std::string_view text);

    /// The section of that name. The reader must stay where it is while this is used.
    [[nodiscard]] SectionReader one(std::string_view section);
    /// All sections of that name, in the order of the text.
    [[nodiscard]] std::vector<SectionReader> each(std::string_view section);

    /// `config` if nothing was wrong, else every fault in the order of the text.
    template <class T>
    [[nodiscard]] std::expected<T, ConfigFaults> finish(T config) {
        if (faults_.empty()) return config;
        sort_faults();
        return std::unexpected(std::move(faults_));
    }

  private:
    ConfigReader(const ConfigSchema& schema, toml_reader::File file)
        : schema_(&schema),
          file_(std::move(file)) {}
    void check_sections();
    void check_section(const ConfigSection& section);
    void check_stray();
    void check_unknown_sections();
    void sort_faults();

    const ConfigSchema* schema_;
    toml_reader::File file_;
    ConfigFaults faults_;
};

/// The text of a configuration file; a failure is one fault without a place.
[[nodiscard]] std::expected<std::string, ConfigFaults> read_config_file(const std::filesystem::path& path);

} // namespace magd
