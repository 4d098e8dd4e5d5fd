#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace magd {

/// One thing that is wrong in a configuration file.
struct ConfigFault {
    std::size_t line = 0; ///< from 1; 0 if the fault has no place in the text (the file cannot be read)
    std::size_t column = 0;
    std::string key;  ///< "lma.path_mtu"; empty for the file as a whole
    std::string what; ///< what is wrong and what to do
    bool operator==(const ConfigFault&) const = default;
};

/// "FILE:LINE:COLUMN: key: what"
[[nodiscard]] std::string to_string(const ConfigFault& fault, std::string_view file);

/// In the order of the text.
using ConfigFaults = std::vector<ConfigFault>;

/// One line each, with its line end.
[[nodiscard]] std::string to_string(const ConfigFaults& faults, std::string_view file);

} // namespace magd
