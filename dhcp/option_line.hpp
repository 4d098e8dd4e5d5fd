#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "dhcp/option.hpp"

namespace dhcp {

/// An option as an operator writes it, by its name or number: "ntp-servers = 192.0.2.10, 192.0.2.11",
/// "43 = 01:04:c0:00:02:0a". The value is what the option's kind takes:
///   addresses, domains      separated by commas
///   routes                  "10.0.0.0/8 192.168.5.1", separated by commas
///   octets                  in hex with colons between, or text in single quotes
/// Errors, in words: no such option, one that the server makes itself, a value that is not of its kind,
/// more than 255 octets.
[[nodiscard]] std::expected<Option, std::string> parse_option(std::string_view line);

/// "01:04:c0" or "'text'"; nothing if it is neither.
[[nodiscard]] std::optional<base::Bytes> parse_octets(std::string_view text);

} // namespace dhcp
