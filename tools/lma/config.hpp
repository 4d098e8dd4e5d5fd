#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "magd/config_fault.hpp"
#include "magd/pmip/authentication.hpp"
#include "tools/lma/settings.hpp"

/// The lab LMA's configuration as a value. tools/lma/config_keys.hpp lists every key.
namespace lma {

struct Config {
    base::Ipv4 address; ///< local address of signalling and tunnels
    std::optional<base::Ipv6> address6 = std::nullopt;
    std::uint16_t port = 5436;
    std::string device = "wg0";                                       ///< the operator's own tunnel
    std::map<base::Address, std::string> devices{};                   ///< in its place, by gateway
    std::optional<pmip::SecurityAssociation> security = std::nullopt; ///< with every MAG
    LmaSettings settings;
};

/// Reads the text of a configuration file; gives every fault in it at once.
[[nodiscard]] std::expected<Config, magd::ConfigFaults> parse_config(std::string_view text);

/// The same for a file; one that cannot be read is one fault.
[[nodiscard]] std::expected<Config, magd::ConfigFaults> load_config(const std::filesystem::path& path);

} // namespace lma
