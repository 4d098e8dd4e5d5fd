#pragma once

#include <string>
#include <vector>

#include "magd/config.hpp"

/// A complete configuration; what a test adds or replaces stands in the test.
namespace config_support {

inline const std::string mag = "[mag]\naddress = \"10.106.35.111\"\n";
inline const std::string lma = "[[lma]]\nname = \"LMA1\"\naddress = \"10.106.37.40\"\n";
inline const std::string realm = "[[realm]]\nname = \"example.com\"\nlmas = [\"LMA1\"]\n";
inline const std::string wifi = "[[access]]\ninterface = \"wlan0\"\nrealm = \"example.com\"\n";
inline const std::string smallest = mag + lma + realm + wifi;

/// Every fault, as `--check` prints it for a file called f.
inline std::vector<std::string> faults(const std::string& text) {
    std::vector<std::string> lines;
    if (const auto config = magd::parse_config(text); !config)
        for (const auto& fault : config.error()) lines.push_back(magd::to_string(fault, "f"));
    return lines;
}

using Lines = std::vector<std::string>;

} // namespace config_support
