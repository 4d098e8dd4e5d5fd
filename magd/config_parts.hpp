#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "magd/config.hpp"
#include "magd/section_reader.hpp"

/// How the larger sections of magd.toml are read: each call adds one entry to the configuration.
/// An entry with a fault is added too, so that what names it has no fault of its own.
namespace magd {

void read_lma(SectionReader section, Config& config, const KeyFileReader& key_file);
void read_realm(SectionReader section, Config& config);
void read_access(SectionReader section, Config& config);
void read_client(SectionReader section, Config& config);
void read_dhcp(SectionReader section, DhcpConfig& dhcp);
void read_radius(SectionReader section, RadiusConfig& radius);
void read_nas(SectionReader section, Config& config, const KeyFileReader& key_file);
/// What a [[nas]] that was read asks of access interfaces.
void check_nas(SectionReader& section, const NasConfig& nas, const Config& config);

/// The octets of a secret, which stands in the file as `key`, or in a file that `file` names.
[[nodiscard]] base::Bytes read_secret(SectionReader& section, std::string_view key, std::string_view file,
                                      const KeyFileReader& key_file);

/// In the order of choices::services and choices::nai.
inline constexpr std::array all_services{Services::ipv4, Services::ipv6, Services::dual};
inline constexpr std::array nai_formats{NaiFormat::dotted, NaiFormat::colon, NaiFormat::plain};

/// Prefix of the gateway's own tunnel devices.
inline constexpr std::string_view tunnel_prefix = "mag-";

/// Whether `entries` has one whose `field` is `value`; an empty value had a fault already.
template <class Entry, class Field>
bool contains(const std::vector<Entry>& entries, Field Entry::* field, const Field& value) {
    return value != Field{} && std::ranges::find(entries, value, field) != entries.end();
}

inline bool has(const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); }

} // namespace magd
