#include "magd/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "magd/config_keys.hpp"
#include "magd/config_reader.hpp"

namespace magd {
namespace {

using pmip::AccessTechnology;

/// In the order of `choices`.
constexpr std::array technologies{AccessTechnology::ieee80211, AccessTechnology::ieee8023,
                                  AccessTechnology::virtual_interface};
constexpr std::array nai_formats{NaiFormat::dotted, NaiFormat::colon, NaiFormat::plain};
constexpr std::array link_layer_id_formats{LinkLayerIdFormat::ascii, LinkLayerIdFormat::binary};
constexpr std::array log_levels{log::Level::debug, log::Level::info, log::Level::warning, log::Level::error};

/// Prefix of the gateway's own tunnel devices.
constexpr std::string_view tunnel_prefix = "mag-";

/// Tables that the kernel uses itself: default, main and local.
constexpr std::uint64_t first_reserved_table = 253;
constexpr std::uint64_t last_reserved_table = 255;

/// Whether `entries` has one whose `field` is `value`; an empty value had a fault already.
template <class Entry, class Field>
bool contains(const std::vector<Entry>& entries, Field Entry::* field, const Field& value) {
    return value != Field{} && std::ranges::find(entries, value, field) != entries.end();
}

void read_mag(SectionReader section, Config& config) {
    section.read("address", config.address);
    section.read("port", config.port);
}

void read_lma(SectionReader section, Config& config) {
    LmaConfig lma;
    section.read("name", lma.name);
    section.read("address", lma.address);
    section.read("path_mtu", lma.path_mtu);
    if (contains(config.lmas, &LmaConfig::name, lma.name))
        section.fault("name", fmt::format("\"{}\" is the name of another LMA already", lma.name));
    if (contains(config.lmas, &LmaConfig::address, lma.address))
        section.fault("address",
                      fmt::format("{} is the address of another LMA already: one tunnel leads there",
                                  base::to_string(lma.address)));
    if (!lma.address.unspecified() && lma.address == config.address)
        section.fault("address",
                      fmt::format("{} is this gateway's own address", base::to_string(lma.address)));
    config.lmas.push_back(std::move(lma));
}

void read_realm(SectionReader section, Config& config) {
    RealmConfig realm;
    section.read("name", realm.name);
    section.read("lma", realm.lma);
    if (contains(config.realms, &RealmConfig::name, realm.name))
        section.fault("name", fmt::format("\"{}\" is the name of another realm already", realm.name));
    if (!realm.lma.empty() && !contains(config.lmas, &LmaConfig::name, realm.lma))
        section.fault("lma", fmt::format("there is no [[lma]] with the name \"{}\"", realm.lma));
    config.realms.push_back(std::move(realm));
}

void read_access(SectionReader section, Config& config) {
    AccessConfig access;
    section.read("interface", access.interface);
    section.read("realm", access.realm);
    section.read("technology", access.technology, technologies);
    section.read("attach_on_dhcp", access.attach_on_dhcp);
    if (contains(config.accesses, &AccessConfig::interface, access.interface))
        section.fault("interface", fmt::format("\"{}\" has another [[access]] already", access.interface));
    if (access.interface.starts_with(tunnel_prefix))
        section.fault("interface", fmt::format("\"{}\" is the name of a tunnel of magd", access.interface));
    if (!access.realm.empty() && !contains(config.realms, &RealmConfig::name, access.realm))
        section.fault("realm", fmt::format("there is no [[realm]] with the name \"{}\"", access.realm));
    config.accesses.push_back(std::move(access));
}

void read_identity(SectionReader section, Config& config) {
    section.read("nai", config.nai, nai_formats);
    section.read("link_layer_id", config.link_layer_id, link_layer_id_formats);
}

void read_binding(SectionReader section, BindingConfig& binding) {
    section.read("lifetime", binding.lifetime);
    section.read("refresh_before", binding.refresh_before);
    section.read("retransmit_initial", binding.retransmit_initial);
    section.read("retransmit_maximum", binding.retransmit_maximum);
    section.read("timestamp", binding.timestamp);
    section.read("maximum", binding.maximum);
    if (binding.refresh_before >= binding.lifetime)
        section.fault(section.has("refresh_before") ? "refresh_before" : "lifetime",
                      fmt::format("refresh_before ({} s) must be less than lifetime ({} s)",
                                  binding.refresh_before.count(), binding.lifetime.count()));
    if (binding.retransmit_maximum < binding.retransmit_initial)
        section.fault(
            section.has("retransmit_maximum") ? "retransmit_maximum" : "retransmit_initial",
            fmt::format("retransmit_maximum ({} ms) must not be less than retransmit_initial ({} ms)",
                        binding.retransmit_maximum.count(), binding.retransmit_initial.count()));
}

void read_dhcp(SectionReader section, DhcpConfig& dhcp) {
    section.read("server_identifier", dhcp.server_identifier);
    section.read("lease_time", dhcp.lease_time);
    section.read("dns", dhcp.dns);
}

/// The mask holds the number of an LMA, from 1.
void check_mark_mask(SectionReader& section, std::uint32_t mask, std::size_t lmas) {
    if (mask == 0) return section.fault("mark_mask", "has no bit");
    const auto highest = mask >> std::countr_zero(mask);
    if (!std::has_single_bit(std::uint64_t{highest} + 1))
        section.fault("mark_mask", fmt::format("0x{:x} has gaps: its bits must be contiguous", mask));
    else if (lmas > highest)
        section.fault("mark_mask",
                      fmt::format("0x{:x} has room for {} LMAs, but there are {}", mask, highest, lmas));
}

/// One table for gateway presence, then two for each LMA.
void check_tables(SectionReader& section, std::uint64_t first, std::size_t lmas) {
    const auto last = first + 2 * lmas;
    if (last > 0xffffffff)
        section.fault("table_base", fmt::format("{} tables from {} on exceed 32 bits", 2 * lmas + 1, first));
    else if (first <= last_reserved_table && last >= first_reserved_table)
        section.fault(
            "table_base",
            fmt::format("tables {} to {} are needed, but 253 to 255 are the kernel's own", first, last));
}

void read_kernel(SectionReader section, Config& config) {
    auto& kernel = config.kernel;
    section.read("mark_mask", kernel.mark_mask);
    section.read("table_base", kernel.table_base);
    section.read("rule_priority", kernel.rule_priority);
    check_mark_mask(section, kernel.mark_mask, config.lmas.size());
    check_tables(section, kernel.table_base, config.lmas.size());
}

void read_control(SectionReader section, ControlConfig& control) {
    section.read("socket", control.socket);
    section.read("group", control.group);
}

} // namespace

std::expected<Config, ConfigFaults> parse_config(std::string_view text) {
    auto reader = ConfigReader::open(config_schema, text);
    if (!reader) return std::unexpected(std::move(reader.error()));
    Config config;
    read_mag(reader->one("mag"), config);
    for (auto& section : reader->each("lma")) read_lma(section, config);
    for (auto& section : reader->each("realm")) read_realm(section, config);
    for (auto& section : reader->each("access")) read_access(section, config);
    read_identity(reader->one("identity"), config);
    read_binding(reader->one("binding"), config.binding);
    read_dhcp(reader->one("dhcp"), config.dhcp);
    read_kernel(reader->one("kernel"), config);
    read_control(reader->one("control"), config.control);
    reader->one("log").read("level", config.log_level, log_levels);
    return reader->finish(std::move(config));
}

std::expected<Config, ConfigFaults> load_config(const std::filesystem::path& path) {
    const auto text = read_config_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_config(*text);
}

} // namespace magd
