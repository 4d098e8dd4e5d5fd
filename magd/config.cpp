#include "magd/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "magd/config_keys.hpp"
#include "magd/config_parts.hpp"
#include "magd/config_reader.hpp"

namespace magd {
namespace {

/// In the order of `choices`.
constexpr std::array link_layer_id_formats{LinkLayerIdFormat::ascii, LinkLayerIdFormat::binary};
constexpr std::array handoffs{pmip::Handoff::unknown, pmip::Handoff::new_interface};
constexpr std::array log_levels{log::Level::debug, log::Level::info, log::Level::warning, log::Level::error};

/// Tables that the kernel uses itself: default, main and local.
constexpr std::uint64_t first_reserved_table = 253;
constexpr std::uint64_t last_reserved_table = 255;

void read_mag(SectionReader section, Config& config) {
    section.read("address", config.address);
    section.read("address6", config.address6);
    section.read("port", config.port);
    section.read("state_directory", config.state_directory);
    section.read("hostapd_directory", config.hostapd_directory);
    section.read("breakout", config.breakout);
    section.read("local_routing", config.local_routing);
    if (config.breakout.starts_with(tunnel_prefix))
        section.fault("breakout", fmt::format("\"{}\" is the name of a tunnel of magd", config.breakout));
}

void read_identity(SectionReader section, Config& config) {
    section.read("nai", config.nai, nai_formats);
    section.read("link_layer_id", config.link_layer_id, link_layer_id_formats);
}

/// A fault if `least` is more than `most`, at the one that the file has.
template <class Time>
void check_order(SectionReader& section, std::string_view most_key, Time most, std::string_view least_key,
                 Time least, std::string_view unit) {
    if (most < least)
        section.fault(section.has(most_key) ? most_key : least_key,
                      fmt::format("{} ({} {}) must not be less than {} ({} {})", most_key, most.count(), unit,
                                  least_key, least.count(), unit));
}

/// RFC 6463 section 4.1: only an update that surely creates a session says that the LMA may redirect it.
void check_redirect(SectionReader& section, const Config& config) {
    const bool redirects = std::ranges::any_of(config.lmas, &LmaConfig::redirect);
    if (redirects && config.binding.initial_handoff != pmip::Handoff::new_interface)
        section.fault("initial_handoff",
                      "lma.redirect needs \"new-interface\": only a first registration that "
                      "surely creates a session may be redirected (RFC 6463)");
}

void read_binding(SectionReader section, Config& config) {
    auto& binding = config.binding;
    section.read("lifetime", binding.lifetime);
    section.read("refresh_before", binding.refresh_before);
    section.read("retransmit_initial", binding.retransmit_initial);
    section.read("retransmit_maximum", binding.retransmit_maximum);
    section.read("retry_initial", binding.retry_initial);
    section.read("retry_maximum", binding.retry_maximum);
    section.read("replay_window", binding.replay_window);
    section.read("timestamp", binding.timestamp);
    section.read("initial_handoff", binding.initial_handoff, handoffs);
    section.read("deregistration_copies", binding.deregistration_copies);
    section.read("lma_attempts", binding.lma_attempts);
    section.read("lma_hold_down", binding.lma_hold_down);
    section.read("return_to_preferred", binding.return_to_preferred);
    section.read("home_registration", binding.home_registration);
    section.read("send_default_router", binding.send_default_router);
    section.read("link_local_from_lma", binding.link_local_from_lma);
    section.read("min_attempt_interval", binding.min_attempt_interval);
    section.read("departure_delay", binding.departure_delay);
    section.read("maximum", binding.maximum);
    check_redirect(section, config);
    if (binding.refresh_before >= binding.lifetime)
        section.fault(section.has("refresh_before") ? "refresh_before" : "lifetime",
                      fmt::format("refresh_before ({} s) must be less than lifetime ({} s)",
                                  binding.refresh_before.count(), binding.lifetime.count()));
    check_order(section, "retransmit_maximum", binding.retransmit_maximum, "retransmit_initial",
                binding.retransmit_initial, "ms");
    check_order(section, "retry_maximum", binding.retry_maximum, "retry_initial", binding.retry_initial, "s");
}

/// Each LMA has a path for each encapsulation.
std::size_t paths(const Config& config) {
    std::size_t count = 0;
    for (const auto& lma : config.lmas) count += lma.encapsulations.size();
    return count;
}

/// The mask holds the number of a path, from 1, and one more where flows leave locally.
void check_mark_mask(SectionReader& section, std::uint32_t mask, std::size_t paths) {
    if (mask == 0) return section.fault("mark_mask", "has no bit");
    const auto highest = mask >> std::countr_zero(mask);
    if (!std::has_single_bit(std::uint64_t{highest} + 1))
        section.fault("mark_mask", fmt::format("0x{:x} has gaps: its bits must be contiguous", mask));
    else if (paths > highest)
        section.fault(
            "mark_mask",
            fmt::format("0x{:x} has room for {} paths (LMAs and their encapsulations), but there are {}",
                        mask, highest, paths));
}

/// One table for gateway presence, then two for each path.
void check_tables(SectionReader& section, std::uint64_t first, std::size_t paths) {
    const auto last = first + 2 * paths;
    if (last > 0xffffffff)
        section.fault("table_base", fmt::format("{} tables from {} on exceed 32 bits", 2 * paths + 1, first));
    else if (first <= last_reserved_table && last >= first_reserved_table)
        section.fault(
            "table_base",
            fmt::format("tables {} to {} are needed, but 253 to 255 are the kernel's own", first, last));
}

void read_kernel(SectionReader section, Config& config) {
    auto& kernel = config.kernel;
    section.read("mark_mask", kernel.mark_mask);
    section.read("fast_path", kernel.fast_path);
    section.read("table_base", kernel.table_base);
    section.read("rule_priority", kernel.rule_priority);
    section.read("grace_period", kernel.grace_period);
    section.read("adoption_limit", kernel.adoption_limit);
    check_mark_mask(section, kernel.mark_mask, paths(config) + (config.breakout.empty() ? 0 : 1));
    check_tables(section, kernel.table_base, paths(config));
}

void read_control(SectionReader section, ControlConfig& control) {
    section.read("socket", control.socket);
    section.read("group", control.group);
}

} // namespace

std::expected<Config, ConfigFaults> parse_config(std::string_view text, const KeyFileReader& key_file) {
    auto reader = ConfigReader::open(config_schema, text);
    if (!reader) return std::unexpected(std::move(reader.error()));
    Config config;
    read_mag(reader->one("mag"), config);
    for (auto& section : reader->each("lma")) read_lma(section, config, key_file);
    for (auto& section : reader->each("realm")) read_realm(section, config);
    read_radius(reader->one("radius"), config.radius);
    auto nases = reader->each("nas");
    for (auto& section : nases) read_nas(section, config, key_file);
    for (auto& section : reader->each("access")) read_access(section, config);
    for (std::size_t i = 0; i < nases.size(); ++i) check_nas(nases[i], config.nases[i], config);
    for (auto& section : reader->each("client")) read_client(section, config);
    read_identity(reader->one("identity"), config);
    read_binding(reader->one("binding"), config);
    read_dhcp(reader->one("dhcp"), config.dhcp);
    read_kernel(reader->one("kernel"), config);
    read_control(reader->one("control"), config.control);
    reader->one("log").read("level", config.log_level, log_levels);
    return reader->finish(std::move(config));
}

std::expected<Config, ConfigFaults> load_config(const std::filesystem::path& path) {
    const auto text = read_config_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_config(*text, read_key_file);
}

} // namespace magd
