#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "nlink/base/bytes.hpp"

namespace dhcp {

/// Codes of the options that the server reads or writes (RFC 2132 unless noted).
/// The names of these and others are in `option_texts()`.
enum class Code : std::uint8_t {
    pad = 0,
    subnet_mask = 1,
    router = 3,
    domain_name_server = 6,
    interface_mtu = 26,
    broadcast_address = 28,
    requested_address = 50,
    lease_time = 51,
    overload = 52,
    message_type = 53,
    server_identifier = 54,
    parameter_request_list = 55,
    message = 56,
    maximum_message_size = 57,
    renewal_time = 58,
    rebinding_time = 59,
    client_identifier = 61,
    relay_agent_information = 82, ///< RFC 3046
    end = 255,
};

/// What an option holds; `octets`, `text` and what comes behind `addresses` may have any length.
enum class Kind : std::uint8_t {
    octets,
    text,
    number8,
    number16,
    number32,
    address,
    addresses,
    domains, ///< RFC 3397, without compression
    routes,  ///< RFC 3442
};

struct OptionText {
    Code code{};
    std::string_view name;
    Kind kind = Kind::octets;
};

/// The one list of options known by name, by rising code.
[[nodiscard]] std::span<const OptionText> option_texts();

/// "requested-address", or "option-222" for one not in the list.
[[nodiscard]] std::string name(Code code);

/// The option of that name; nothing for a name that is not in the list.
[[nodiscard]] std::optional<Code> code_named(std::string_view name);
/// What the option holds; octets for one not in the list.
[[nodiscard]] Kind kind_of(Code code);

/// Does this length fit the option's kind? True for an option not in the list.
[[nodiscard]] bool length_fits(Code code, std::size_t length);

/// One option, its data joined if it came in several parts (RFC 3396).
struct Option {
    Code code{};
    base::Bytes data;
    bool operator==(const Option&) const = default;
};

/// The data in words, after the option's kind: "192.168.5.44", "3600", "01:00:23:c2".
[[nodiscard]] std::string to_string(const Option& option);

} // namespace dhcp
