#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dhcp/option.hpp"
#include "magd/config_fault.hpp"
#include "magd/log_level.hpp"
#include "magd/mac_prefix.hpp"
#include "magd/pmip/authentication.hpp"
#include "magd/pmip/types.hpp"
#include "nlink/base/bytes.hpp"

/// The configuration as a value. magd/config_keys.hpp lists every key with its meaning.
namespace magd {

struct LmaConfig {
    std::string name; ///< 1 to 11 characters of A-Z a-z 0-9 _ -
    base::Address address;
    /// Not empty, no two alike; `device` stands alone, `gre_udp` needs an IPv4 address.
    std::vector<pmip::Encapsulation> encapsulations{pmip::Encapsulation::gre_udp};
    std::string device{};          ///< the operator's own tunnel; empty for all other encapsulations
    std::uint16_t path_mtu = 1500; ///< octets
    bool force_udp = false;
    bool redirect = false;
    bool bulk = false;
    std::uint32_t update_rate = 500;      ///< a second
    pmip::Seconds heartbeat_interval{60}; ///< 0 or 30 to 3600
    pmip::Seconds heartbeat_delay{5};
    std::uint32_t heartbeat_retries = 3;
    std::optional<pmip::SecurityAssociation> authentication{}; ///< the key is shown nowhere
    bool operator==(const LmaConfig&) const = default;
};

/// The tunnel device of the LMA's encapsulation at `index`: mag-NAME, mag-NAME-2, …, or the
/// operator's own.
[[nodiscard]] std::string tunnel_device(const LmaConfig& lma, std::size_t index);

/// What a client is registered for.
enum class Services : std::uint8_t { ipv4, ipv6, dual };

/// Form of the client's part of the NAI: 0023.c2db.292d, 00:23:c2:db:29:2d or 0023c2db292d.
enum class NaiFormat : std::uint8_t { dotted, colon, plain };
/// What the Link-layer Identifier option carries: the dotted text, or the six octets.
enum class LinkLayerIdFormat : std::uint8_t { ascii, binary };

struct RealmConfig {
    std::string name;
    std::vector<std::string> lmas; ///< names of LmaConfigs, the preferred one first; not empty
    Services services = Services::ipv4;
    std::optional<NaiFormat> nai{};     ///< in place of the configuration's
    std::vector<std::string> ssids{};   ///< the realm of access interfaces that name none
    std::vector<std::uint16_t> vlans{}; ///< likewise; the SSID counts first
    bool operator==(const RealmConfig&) const = default;
};

/// What tells that a client has come.
enum class Trigger : std::uint8_t {
    dhcp,          ///< its first DHCP or DHCPv6 message or router solicitation
    arp,           ///< its first ARP packet
    layer2_update, ///< the frame that an access point sends for it
    hostapd,       ///< the control socket of hostapd; tells that it has left, too
    nl80211,       ///< the kernel's wireless stations; likewise
    bridge,        ///< the forwarding table of a bridge; likewise
    radius,        ///< accounting by an access point or a controller; likewise
};

struct AccessConfig {
    std::string interface;
    std::string realm; ///< name of a RealmConfig: as the file says, by SSID or VLAN, or the only one
    pmip::AccessTechnology technology = pmip::AccessTechnology::ieee80211;
    std::vector<Trigger> triggers{Trigger::dhcp}; ///< each once; none: clients are attached by hand alone
    std::vector<std::string> radios{};            ///< interfaces of hostapd and nl80211; none: this interface
    std::optional<pmip::Seconds> silence_after{}; ///< 0: never; nothing: as the triggers have it
    pmip::Seconds silence_interval{2};            ///< see SilenceTerms
    std::uint32_t silence_retries = 2;
    std::size_t waiting = 1024; ///< clients that have shown nothing but a frame of theirs
    std::string ssid{};         ///< this and what follows: empty where the file says nothing
    std::optional<std::uint16_t> vlan{};
    std::string ap_name{};
    std::string operator_realm{};
    std::optional<std::uint32_t> operator_number{}; ///< in place of the realm
    std::optional<double> latitude{};               ///< degrees; both or none
    std::optional<double> longitude{};
    bool operator==(const AccessConfig&) const = default;
};

/// Where accounting is listened for, if an access interface has the trigger.
struct RadiusConfig {
    std::optional<base::Address> address{}; ///< none: all of the machine's
    std::uint16_t port = 1813;
    bool operator==(const RadiusConfig&) const = default;
};

/// An access point or controller that may tell by accounting (a Network Access Server), or several alike.
struct NasConfig {
    base::Prefix address;
    base::Bytes secret;      ///< shown nowhere
    std::string interface{}; ///< that its stations are behind; empty: told by SSID, or the only one
    bool operator==(const NasConfig&) const = default;
};

/// What holds for some clients only. Among those that match a client, the one with the longest
/// MAC prefix counts, and of several the first.
struct ClientConfig {
    MacPrefix mac{};
    std::string interface{}; ///< these three: empty where any will do
    std::string ssid{};
    std::optional<std::uint16_t> vlan{};

    std::string realm{}; ///< from here on: empty where all is as for other clients
    std::string nai{};
    std::optional<Services> services{};
    std::optional<std::uint32_t> downlink_key{};
    std::string service_selection{};
    bool deny = false;
    std::string reason{};
    bool operator==(const ClientConfig&) const = default;
};

struct BindingConfig {
    pmip::Seconds lifetime{3600};
    pmip::Seconds refresh_before{300}; ///< less than the lifetime
    pmip::Milliseconds retransmit_initial{1000};
    pmip::Milliseconds retransmit_maximum{32000};
    pmip::Seconds retry_initial{30};
    pmip::Seconds retry_maximum{600};
    pmip::Seconds replay_window{7};
    bool timestamp = true;
    pmip::Handoff initial_handoff = pmip::Handoff::unknown;
    std::uint32_t deregistration_copies = 3;
    std::uint32_t lma_attempts = 3;
    pmip::Seconds lma_hold_down{60};
    bool return_to_preferred = false;
    bool home_registration = false;
    bool send_default_router = true;
    bool link_local_from_lma = false;
    pmip::Seconds min_attempt_interval{3};
    pmip::Milliseconds departure_delay{1000};
    std::size_t maximum = 10000;
    bool operator==(const BindingConfig&) const = default;
};

/// Who serves clients by DHCP: whom their LMA says, the gateway, or a server behind it.
enum class DhcpMode : std::uint8_t { lma, server, relay };

/// What DHCPv6 gives clients: nothing, all but an address, an address too, or that if their LMA gave one.
enum class Dhcp6Mode : std::uint8_t { off, stateless, stateful, automatic };

struct DhcpConfig {
    base::Ipv4 server_identifier{0xc0000201}; ///< 192.0.2.1
    pmip::Seconds lease_time{3600};
    std::vector<base::Ipv4> dns;
    std::vector<base::Ipv6> dns6;        ///< told in router advertisements and by DHCPv6
    std::vector<dhcp::Option> options{}; ///< what else clients are told, each code once
    DhcpMode mode = DhcpMode::lma;
    std::vector<base::Ipv4>
        relay_to{};               ///< servers, the preferred one first; one at least for DhcpMode::relay
    bool trust_option_82 = false; ///< of switches on the clients' way
    Dhcp6Mode v6 = Dhcp6Mode::automatic;
    /// Of the DHCPv6 server, the same on every gateway: DUID-LL of the link-layer identifier of RFC 6543.
    base::Bytes server_duid{0, 3, 0, 1, 0, 0, 0x5e, 0, 0x52, 0x13};
    bool operator==(const DhcpConfig&) const = default;
};

struct KernelConfig {
    std::uint32_t mark_mask = 0xff; ///< contiguous bits, enough to number the paths from 1
    std::uint32_t table_base = 5213;
    std::uint32_t rule_priority = 5213;
    bool fast_path = true;             ///< clients' packets pass the machine's routing and forward filters by
    pmip::Seconds grace_period{60};    ///< for entries that a new daemon finds and knows no client for
    pmip::Seconds adoption_limit{120}; ///< after a longer pause no session of an earlier daemon goes on
    bool operator==(const KernelConfig&) const = default;
};

struct ControlConfig {
    std::string socket = "/run/magd/magd.sock";
    std::string group = "magd"; ///< may not exist on the machine; empty: none
    bool operator==(const ControlConfig&) const = default;
};

struct Config {
    base::Ipv4 address; ///< local address of signalling and tunnels: the proxy care-of address
    std::optional<base::Ipv6> address6{}; ///< the same for LMAs that have an IPv6 address
    std::uint16_t port = 5436;
    std::string state_directory = "/var/lib/magd";
    std::string hostapd_directory = "/run/hostapd"; ///< of its control sockets
    std::string breakout{};             ///< interface by which offloaded flows leave; empty: none do
    bool local_routing = false;         ///< between clients of one path
    std::vector<LmaConfig> lmas;        ///< one or more, names and addresses differ
    std::vector<RealmConfig> realms;    ///< one or more, names differ
    std::vector<AccessConfig> accesses; ///< one or more, interfaces differ
    std::vector<ClientConfig> clients{};
    RadiusConfig radius;
    std::vector<NasConfig> nases{}; ///< addresses differ
    NaiFormat nai = NaiFormat::dotted;
    LinkLayerIdFormat link_layer_id = LinkLayerIdFormat::ascii;
    BindingConfig binding;
    DhcpConfig dhcp;
    KernelConfig kernel;
    ControlConfig control;
    log::Level log_level = log::Level::info;
    bool operator==(const Config&) const = default;
};

/// The text of a file that holds a key, or why it cannot be had.
using KeyFileReader = std::function<std::expected<std::string, std::string>(const std::string& path)>;

/// Refuses files that everybody may read.
[[nodiscard]] std::expected<std::string, std::string> read_key_file(const std::string& path);

/// Reads the text of a configuration file; gives every fault in it at once. Reads no other
/// file unless told how.
[[nodiscard]] std::expected<Config, ConfigFaults> parse_config(std::string_view text,
                                                               const KeyFileReader& key_file = {});

/// The same for a file; one that cannot be read is one fault. Key files are read too.
[[nodiscard]] std::expected<Config, ConfigFaults> load_config(const std::filesystem::path& path);

} // namespace magd
