#include "magd/access/station_id.hpp"

#include <array>
#include <string>

#include "magd/access/presence.hpp"

namespace magd::access {
namespace {

/// Lengths of a MAC address in text: with five separators, two, or none.
constexpr std::array<std::size_t, 3> spellings{17, 14, 12};

/// What follows the MAC address of a Called-Station-Id.
std::string_view behind_mac(std::string_view called) {
    for (const auto size : spellings)
        if (called.size() > size && parse_station(called.substr(0, size))) return called.substr(size);
    return {};
}

} // namespace

std::optional<base::MacAddress> parse_station(std::string_view text) {
    auto mac = base::parse_mac(text);
    if (text.size() == spellings.back())
        mac = base::parse_mac(std::string(text.substr(0, 4)) + '.' + std::string(text.substr(4, 4)) + '.' +
                              std::string(text.substr(8)));
    return mac && individual(*mac) ? mac : std::nullopt;
}

bool names_ssid(std::string_view called, std::string_view ssid) {
    const auto behind = behind_mac(called);
    return !ssid.empty() && (called == ssid || (behind.starts_with(':') && behind.substr(1) == ssid));
}

bool names_ssid(std::string_view called) { return behind_mac(called).starts_with(':'); }

} // namespace magd::access
