#pragma once

#include <string>
#include <string_view>

#include "magd/pmip/option.hpp"

/// Parts of `describe(Option)`: values in words, without the option's name.
namespace pmip {

/// A peer's text as it may stand in a log line: no control characters, no second line.
[[nodiscard]] std::string printable(std::string_view text);

/// Options that hold sub-options: each by name and value, with " + " between them.
[[nodiscard]] std::string text(const AccessNetworkIdentifier& option);
[[nodiscard]] std::string text(const TrafficOffloadSelector& option);
[[nodiscard]] std::string text(const QualityOfService& option);
[[nodiscard]] std::string text(const LmaControlledParameters& option);

} // namespace pmip
