#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What a configuration file may hold, as data: reader, man pages and `did you mean` use it.
namespace magd {

enum class ConfigKind : std::uint8_t {
    ipv4,      ///< "192.0.2.1", a unicast address
    ipv4_list, ///< of at most `maximum` addresses
    prefix,    ///< "192.168.5.0/24", no host bits
    integer,   ///< `minimum` to `maximum`
    boolean,
    choice, ///< one of `choices`
    mask,   ///< "0xff", or the number itself
    lma_name,
    realm_name,
    interface_name,
    group_name,
    path,
};

struct ConfigKey {
    std::string_view section;
    std::string_view key;
    ConfigKind kind;
    std::string_view fallback; ///< as it would stand in the file; empty: the key is required
    std::string_view unit;
    std::string_view help;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::span<const std::string_view> choices{};

    [[nodiscard]] constexpr bool required() const { return fallback.empty(); }
};

struct ConfigSection {
    enum class Occurs : std::uint8_t { at_most_once, once, once_or_more };
    std::string_view name;
    Occurs occurs;
    std::string_view help;

    /// A repeated section is written [[name]].
    [[nodiscard]] constexpr bool repeated() const { return occurs == Occurs::once_or_more; }
    [[nodiscard]] constexpr bool required() const { return occurs != Occurs::at_most_once; }
};

/// One kind of configuration file.
struct ConfigSchema {
    std::span<const ConfigSection> sections;
    std::span<const ConfigKey> keys; ///< grouped by section, in the order of the sections
};

} // namespace magd
