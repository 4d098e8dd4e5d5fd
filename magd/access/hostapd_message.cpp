#include "magd/access/hostapd_message.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace magd::access {
namespace {

constexpr std::array<std::pair<std::string_view, HostapdAnswer>, 4> answers{{
    {"OK", HostapdAnswer::ok},
    {"FAIL", HostapdAnswer::fail},
    {"PONG", HostapdAnswer::pong},
    {"UNKNOWN COMMAND", HostapdAnswer::unknown_command},
}};

/// Takes what is before the separator, or all, off the front of the text.
std::string_view cut(std::string_view& text, char separator) {
    const auto head = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(head.size() + 1, text.size()));
    return head;
}

std::optional<base::MacAddress> station_address(std::string_view text) {
    const auto mac = base::parse_mac(text);
    const bool group = mac && (mac->octets[0] & 1) != 0;
    return group || mac == base::MacAddress{} ? std::nullopt : mac;
}

/// "<3>", the level of wpa_msg().
bool has_level(std::string_view text) {
    return text.size() >= 3 && text[0] == '<' && text[1] >= '0' && text[1] <= '9' && text[2] == '>';
}

/// "AP-STA-CONNECTED 02:00:00:00:00:0c auth_alg=open": name, station, and what does not matter.
std::optional<HostapdMessage> read_event(std::string_view text) {
    const auto name = cut(text, ' ');
    if (name == "CTRL-EVENT-TERMINATING") return HostapdNotice::terminating;
    const bool connected = name == "AP-STA-CONNECTED";
    if (!connected && name != "AP-STA-DISCONNECTED") return HostapdNotice::other;
    const auto mac = station_address(cut(text, ' '));
    if (!mac) return std::nullopt;
    return Sighting{.mac = *mac, .present = connected};
}

/// Its address, then "key=value" lines. One that is cut within its flags would look unauthorized.
std::optional<HostapdMessage> read_station(std::string_view text) {
    constexpr std::string_view key = "flags=";
    const auto mac = station_address(cut(text, '\n'));
    while (mac && text.find('\n') != std::string_view::npos)
        if (const auto line = cut(text, '\n'); line.starts_with(key))
            return HostapdStation{.mac = *mac, .authorized = line.find("[AUTHORIZED]") != line.npos};
    return std::nullopt;
}

} // namespace

std::optional<HostapdMessage> read_hostapd(std::string_view datagram) {
    if (datagram.empty()) return HostapdAnswer::empty;
    if (has_level(datagram)) return read_event(datagram.substr(3));
    const auto line = datagram.ends_with('\n') ? datagram.substr(0, datagram.size() - 1) : datagram;
    const auto answer = std::ranges::find(answers, line, &decltype(answers)::value_type::first);
    if (answer != answers.end()) return answer->second;
    return read_station(datagram);
}

} // namespace magd::access
