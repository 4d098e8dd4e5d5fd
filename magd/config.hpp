#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "magd/config_fault.hpp"
#include "magd/log_level.hpp"
#include "magd/pmip/types.hpp"

/// The configuration as a value. magd/config_keys.hpp lists every key with its meaning.
namespace magd {

struct LmaConfig {
    std::string name; ///< 1 to 11 characters of A-Z a-z 0-9 _ -
    base::Ipv4 address;
    std::uint16_t path_mtu = 1500; ///< octets
    bool operator==(const LmaConfig&) const = default;
};

struct RealmConfig {
    std::string name;
    std::string lma; ///< name of an LmaConfig
    bool operator==(const RealmConfig&) const = default;
};

struct AccessConfig {
    std::string interface;
    std::string realm; ///< name of a RealmConfig
    pmip::AccessTechnology technology = pmip::AccessTechnology::ieee80211;
    bool attach_on_dhcp = true; ///< the first DHCP message of an unknown client attaches it
    bool operator==(const AccessConfig&) const = default;
};

/// Form of the client's part of the NAI: 0023.c2db.292d, 00:23:c2:db:29:2d or 0023c2db292d.
enum class NaiFormat : std::uint8_t { dotted, colon, plain };
/// What the Link-layer Identifier option carries: the dotted text, or the six octets.
enum class LinkLayerIdFormat : std::uint8_t { ascii, binary };

struct BindingConfig {
    pmip::Seconds lifetime{3600};
    pmip::Seconds refresh_before{300}; ///< less than the lifetime
    pmip::Milliseconds retransmit_initial{1000};
    pmip::Milliseconds retransmit_maximum{32000};
    bool timestamp = true;
    std::size_t maximum = 10000;
    bool operator==(const BindingConfig&) const = default;
};

struct DhcpConfig {
    base::Ipv4 server_identifier{0xc0000201}; ///< 192.0.2.1
    pmip::Seconds lease_time{3600};
    std::vector<base::Ipv4> dns;
    bool operator==(const DhcpConfig&) const = default;
};

struct KernelConfig {
    std::uint32_t mark_mask = 0xff; ///< contiguous bits, enough to number the LMAs from 1
    std::uint32_t table_base = 5213;
    std::uint32_t rule_priority = 5213;
    bool operator==(const KernelConfig&) const = default;
};

struct ControlConfig {
    std::string socket = "/run/magd/magd.sock";
    std::string group = "magd"; ///< may not exist on the machine; empty: none
    bool operator==(const ControlConfig&) const = default;
};

struct Config {
    base::Ipv4 address; ///< local address of signalling and tunnels: the proxy care-of address
    std::uint16_t port = 5436;
    std::vector<LmaConfig> lmas;        ///< one or more, names and addresses differ
    std::vector<RealmConfig> realms;    ///< one or more, names differ
    std::vector<AccessConfig> accesses; ///< one or more, interfaces differ
    NaiFormat nai = NaiFormat::dotted;
    LinkLayerIdFormat link_layer_id = LinkLayerIdFormat::ascii;
    BindingConfig binding;
    DhcpConfig dhcp;
    KernelConfig kernel;
    ControlConfig control;
    log::Level log_level = log::Level::info;
    bool operator==(const Config&) const = default;
};

/// Reads the text of a configuration file; gives every fault in it at once.
[[nodiscard]] std::expected<Config, ConfigFaults> parse_config(std::string_view text);

/// The same for a file; one that cannot be read is one fault.
[[nodiscard]] std::expected<Config, ConfigFaults> load_config(const std::filesystem::path& path);

} // namespace magd
