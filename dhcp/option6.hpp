#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "nlink/base/bytes.hpp"

namespace dhcp {

/// Codes of the DHCPv6 options that the server reads or writes (RFC 8415 section 21 unless noted).
enum class Code6 : std::uint16_t {
    client_identifier = 1,
    server_identifier = 2,
    ia_na = 3,
    ia_ta = 4,
    ia_address = 5,
    option_request = 6,
    preference = 7,
    elapsed_time = 8,
    status_code = 13,
    rapid_commit = 14,
    dns_servers = 23, ///< RFC 3646
    domain_list = 24, ///< RFC 3646
    ia_pd = 25,
    information_refresh_time = 32,
};

/// "client-identifier", or "option-39" for one that has no name here.
[[nodiscard]] std::string name(Code6 code);

/// Does this length fit the option? True for one that has no name here.
[[nodiscard]] bool length_fits(Code6 code, std::size_t length);

struct Option6 {
    Code6 code{};
    base::Bytes data;
    bool operator==(const Option6&) const = default;
};

/// The data in words: "2001:db8::53,2001:db8::54", "3600", "00:03:00:01".
[[nodiscard]] std::string to_string(const Option6& option);

} // namespace dhcp
