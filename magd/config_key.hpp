#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// What a configuration file may hold, as data: reader, man pages and `did you mean` use it.
namespace magd {

enum class ConfigKind : std::uint8_t {
    ipv4,       ///< "192.0.2.1", a unicast address
    ipv6,       ///< "2001:db8::11", a global unicast address
    address,    ///< either
    prefix,     ///< "192.168.5.0/24", no host bits
    prefix6,    ///< "2001:db8::/48", no host bits, `minimum` to `maximum` bits long
    sources,    ///< "192.0.2.1", or a prefix of either family, no host bits
    mac_prefix, ///< "00:23:c2:00:00:00/24", no bits beyond; the whole address without a length
    integer,    ///< `minimum` to `maximum`
    real,       ///< the same, with a fraction
    boolean,
    choice, ///< one of `choices`
    mask,   ///< "0xff", or the number itself
    lma_name,
    realm_name,
    interface_name,
    group_name,
    path,
    ssid,
    nai,
    secret, ///< nothing ever shows its value
    text,
    dhcp_option, ///< "ntp-servers = 192.0.2.10", see dhcp::parse_option
};

/// A list holds no more than these.
constexpr std::size_t maximum_list = 16;

/// The fallback of a key that may be left out and has no default.
constexpr std::string_view unset = "-";

struct ConfigKey {
    std::string_view section;
    std::string_view key;
    ConfigKind kind;
    std::string_view fallback; ///< as it would stand in the file, or `unset`; empty: the key is required
    std::string_view unit;
    std::string_view help;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::span<const std::string_view> choices{};
    bool list = false; ///< of such values, at most maximum_list

    [[nodiscard]] constexpr bool required() const { return fallback.empty(); }
    [[nodiscard]] constexpr bool has_default() const { return !required() && fallback != unset; }
};

struct ConfigSection {
    enum class Occurs : std::uint8_t { at_most_once, once, once_or_more, any };
    std::string_view name;
    Occurs occurs;
    std::string_view help;

    /// A repeated section is written [[name]].
    [[nodiscard]] constexpr bool repeated() const {
        return occurs == Occurs::once_or_more || occurs == Occurs::any;
    }
    [[nodiscard]] constexpr bool required() const {
        return occurs == Occurs::once || occurs == Occurs::once_or_more;
    }
};

/// The key as one that takes a list of such values.
constexpr ConfigKey list_of(ConfigKey key) {
    key.list = true;
    return key;
}

/// One kind of configuration file.
struct ConfigSchema {
    std::span<const ConfigSection> sections;
    std::span<const ConfigKey> keys; ///< grouped by section, in the order of the sections
};

} // namespace magd
