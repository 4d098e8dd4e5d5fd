#include <fmt/format.h>

#include "magd/config_parts.hpp"

namespace magd {
namespace {

/// Whether stations of all of these can be told apart by their SSID.
bool told_by_ssid(const std::vector<const AccessConfig*>& accesses) {
    if (accesses.size() == 1) return true;
    for (const auto* access : accesses)
        if (access->ssid.empty() || std::ranges::count(accesses, access->ssid, &AccessConfig::ssid) > 1)
            return false;
    return true;
}

} // namespace

void read_radius(SectionReader section, RadiusConfig& radius) {
    section.read("address", radius.address);
    section.read("port", radius.port);
}

void read_nas(SectionReader section, Config& config, const KeyFileReader& key_file) {
    NasConfig nas;
    const bool addressed = section.read("address", nas.address);
    nas.secret = read_secret(section, "secret", "secret_file", key_file);
    section.read("interface", nas.interface);
    if (!section.has("secret") && !section.has("secret_file"))
        section.fault("secret", "is missing: write secret or secret_file");
    if (addressed && contains(config.nases, &NasConfig::address, nas.address))
        section.fault("address", base::to_string(nas.address) + " has another [[nas]] already");
    config.nases.push_back(std::move(nas));
}

void check_nas(SectionReader& section, const NasConfig& nas, const Config& config) {
    std::vector<const AccessConfig*> told;
    for (const auto& access : config.accesses)
        if (has(access.triggers, Trigger::radius)) told.push_back(&access);
    if (!nas.interface.empty() &&
        std::ranges::find(told, nas.interface, &AccessConfig::interface) == told.end())
        section.fault(
            "interface",
            fmt::format("there is no [[access]] with the interface \"{}\" and the trigger \"radius\"",
                        nas.interface));
    if (!section.has("interface") && !told_by_ssid(told))
        section.fault("interface", "is missing: several [[access]] have the trigger \"radius\", and not each "
                                   "has an ssid of its own to tell stations by");
}

} // namespace magd
