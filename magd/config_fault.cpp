#include "magd/config_fault.hpp"

#include <fmt/format.h>

namespace magd {

std::string to_string(const ConfigFault& fault, std::string_view file) {
    std::string text(file);
    if (fault.line != 0) text += fmt::format(":{}:{}", fault.line, fault.column);
    if (!fault.key.empty()) text += ": " + fault.key;
    return text + ": " + fault.what;
}

std::string to_string(const ConfigFaults& faults, std::string_view file) {
    std::string text;
    for (const auto& fault : faults) text += to_string(fault, file) + '\n';
    return text;
}

} // namespace magd
